package handlers

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/models"
	"clientele/models/points"
)

// ShopperItem is one line of a visitor's history. Points count spendable ones
// and those on the way.
type ShopperItem struct {
	At     time.Time `json:"at"`
	Points int64     `json:"points"`
	Text   string    `json:"text"`
}

// cursorMax bounds what is read back as a place in a list.
const cursorMax = 1000

// shopperHistory pages through the visitor's own history, newest first.
func (p *Panel) shopperHistory(c *fiber.Ctx) error {
	who := ShopperOf(c.UserContext())
	if who.CustomerID == "" {
		return models.Errorf(models.Unauthorized, "sign in to the store to see your points")
	}
	cursor := c.Query("cursor")
	if len(cursor) > cursorMax {
		return models.Errorf(models.Invalid, "the cursor is longer than any we gave out")
	}
	page, err := p.Flow.MyHistory(c.UserContext(), who.Shop, models.MemberContact(who.CustomerID), cursor)
	if err != nil {
		return err
	}
	language := languageOf(c)
	return c.JSON(fiber.Map{"next": page.Next, "items": each(page.Items, func(e points.Entry) ShopperItem {
		return ShopperItem{At: e.At.UTC(), Points: e.Change() + e.PendingChange(), Text: tellEntry(e).In(language)}
	})})
}

// told are the storefront's words for what moved points, by the cause's kind;
// “#” stands for the order's name.
var told = map[string]models.Text{
	"order":        {En: "Order #", Ja: "ご注文 #", Ko: "주문 #"},
	"refund":       {En: "Refund on order #", Ja: "ご注文 # の返金", Ko: "주문 # 환불"},
	"cancel":       {En: "Order # cancelled", Ja: "ご注文 # のキャンセル", Ko: "주문 # 취소"},
	"edit":         {En: "Order # changed", Ja: "ご注文 # の変更", Ko: "주문 # 변경"},
	"dispute":      {En: "Payment of order # in dispute", Ja: "ご注文 # のお支払いに異議", Ko: "주문 # 결제 이의 제기"},
	"claim":        {En: "Points from your guest orders", Ja: "ゲスト購入分のポイント", Ko: "비회원 주문 포인트"},
	"merge":        {En: "Accounts joined", Ja: "アカウントの統合", Ko: "계정 통합"},
	"manual_merge": {En: "Accounts joined", Ja: "アカウントの統合", Ko: "계정 통합"},
	"unmerge":      {En: "Accounts parted again", Ja: "アカウント統合の取り消し", Ko: "계정 통합 취소"},
	"expire":       {En: "Points expired", Ja: "ポイントの失効", Ko: "포인트 만료"},
	"idle":         {En: "Points expired after a time without activity", Ja: "一定期間ご利用がなかったための失効", Ko: "장기간 이용이 없어 만료"},
	"redeem":       {En: "Reward redeemed", Ja: "特典との交換", Ko: "리워드 교환"},

	"referral": {En: "A friend’s first order", Ja: "お友だちの紹介", Ko: "친구 추천"},
}

// Words for movements that their cause alone does not tell. What staff write
// about an adjustment is for staff.
var (
	toldGift      = models.Text{En: "A gift from the store", Ja: "ショップからのプレゼント", Ko: "스토어에서 드린 선물"}
	toldPromotion = models.Text{En: "Promotion", Ja: "キャンペーン", Ko: "프로모션"}
	toldAdjusted  = models.Text{En: "Adjusted by the store", Ja: "ショップによる調整", Ko: "스토어에서 조정"}
	toldGivenBack = models.Text{En: "Reward given back", Ja: "特典の返却", Ko: "리워드 반환"}
	toldSettled   = models.Text{En: "Dispute about order # settled", Ja: "ご注文 # のお支払いの異議が解決", Ko: "주문 # 결제 이의 해결"}
	toldLost      = models.Text{En: "Dispute about order # lost", Ja: "ご注文 # のお支払いの異議による取り消し", Ko: "주문 # 결제 이의로 회수"}
	toldEarned    = models.Text{En: "Points earned", Ja: "ポイントの獲得", Ko: "포인트 적립"}
	toldUndone    = models.Text{En: "A recommendation did not count after all", Ja: "紹介特典の取り消し", Ko: "추천 적립 취소"}
	toldTaken     = models.Text{En: "Points taken back", Ja: "ポイントの取り消し", Ko: "포인트 회수"}
)

// tellEntry says in the storefront's words what an entry did.
func tellEntry(e points.Entry) models.Text {
	gain := e.Change()+e.PendingChange() > 0
	switch {
	case e.Cause.Kind == "redeem" && gain:
		return toldGivenBack
	case e.Cause.Kind == "referral" && !gain:
		return toldUndone
	case e.Cause.Kind == "dispute" && gain:
		return named(toldSettled, e.Cause.Name)
	case e.Cause.Kind == "dispute" && e.Kind != points.KindFreeze:
		return named(toldLost, e.Cause.Name)
	case e.Reason == "goodwill" && gain:
		return toldGift
	case e.Reason == "promotion" && gain:
		return toldPromotion
	case e.Cause.Kind == "manual", e.Cause.Kind == "policy":
		return toldAdjusted
	}
	if text, ok := told[e.Cause.Kind]; ok {
		return named(text, e.Cause.Name)
	}
	if kind, ok := points.KindByName(e.Cause.Kind); ok && gain {
		if name := e.Cause.Name; name != "" {
			return models.Text{En: name, Ja: name, Ko: name}
		}
		return kind.Title
	}
	if gain {
		return toldEarned
	}
	return toldTaken
}

// named puts the order's name into a sentence; names come as #1001 or bare.
func named(t models.Text, name string) models.Text {
	put := func(s string) string { return strings.TrimSpace(strings.Replace(s, "#", name, 1)) }
	return models.Text{En: put(t.En), Ja: put(t.Ja), Ko: put(t.Ko)}
}
