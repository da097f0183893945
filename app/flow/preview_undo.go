package flow

import (
	"context"

	"clientele/models/contacts"
	"clientele/models/points"
)

// UndoPreview is what the undo of a merge would do, with nothing done.
type UndoPreview struct {
	Now        PartedSide // both as the one they are
	Into, From PartedSide // the survivor and the absorbed record then
}

// PartedSide is one contact before or after an undo.
type PartedSide struct {
	Contact  contacts.Contact // with its figures and level
	Balances points.Balances
}

// PreviewUndo carries the undo of a merge out without writing it.
func (f *Flow) PreviewUndo(ctx context.Context, in UndoMerge) (UndoPreview, error) {
	var out UndoPreview
	shop, versions, err := f.ofShop(ctx, in.Shop)
	if err != nil {
		return out, err
	}
	m, err := f.Merges.Get(ctx, shop.ID, in.Merge)
	if err != nil {
		return out, err
	}
	if in.Contact != m.Into && in.Contact != m.From {
		return out, noMerge()
	}
	ladders, err := f.Levels.Ladders(ctx, shop.ID)
	if err != nil {
		return out, err
	}
	w := f.begin(shop, versions, ladders)
	w.quiet = true
	p, err := w.person(ctx, m.Into)
	if err != nil {
		return out, err
	}
	out.Now = p.parted()
	into, from, err := w.part(ctx, m)
	if err != nil {
		return out, err
	}
	if err := w.raise(ctx); err != nil {
		return out, err
	}
	into.show()
	from.show()
	out.Into, out.From = into.parted(), from.parted()
	return out, nil
}

func (p *person) parted() PartedSide {
	return PartedSide{Contact: p.contact, Balances: p.book.Account.Balances}
}
