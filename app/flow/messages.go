package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/notices"
)

// Messages tells which messages a store sends, and whether there is a mail
// server at all.
func (f *Flow) Messages(ctx context.Context, shop models.ShopID) (settings notices.Settings, ready bool, err error) {
	settings, err = f.Notices.Get(ctx, shop)
	return settings, f.Mailer.Ready(), err
}

// EditMessages saves a choice of messages; the version is the one that was
// looked at.
func (f *Flow) EditMessages(ctx context.Context, s notices.Settings) (notices.Settings, error) {
	if err := s.Check(); err != nil {
		return s, err
	}
	s.SavedAt = models.Instant(f.Now())
	err := f.Tx.Do(ctx, func(ctx context.Context) error {
		was, err := f.Notices.Get(ctx, s.Shop)
		if err != nil {
			return err
		}
		if was.Version != s.Version {
			return models.Errorf(models.Conflict, "somebody else changed the messages meanwhile; load the page again")
		}
		saved := s
		_, err = f.Notices.Save(ctx, saved)
		return err
	})
	if err != nil {
		return s, err
	}
	s.Version++
	return s, nil
}

// PreviewMessage words a message to nobody.
func (f *Flow) PreviewMessage(ctx context.Context, shopID models.ShopID, name, language string) (notices.Rendered, error) {
	kind, known := notices.KindOf(name)
	if !known || !slices.Contains(models.Languages(), language) {
		return notices.Rendered{}, models.Errorf(models.NotFound, "there is no such message")
	}
	shop, err := f.Shops.Get(ctx, shopID)
	if err != nil {
		return notices.Rendered{}, err
	}
	return f.Mailer.Render(notices.Sample(kind, language, storeName(shop), f.Now().In(shop.Location())))
}
