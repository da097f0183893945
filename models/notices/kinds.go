package notices

import "clientele/models"

// The messages there are. Names are stored, and never change their meaning.
const (
	Expiring  = "points_expiring"   // points run out soon
	TakenBack = "points_taken_back" // a refund or cancellation took points
	Adjusted  = "points_adjusted"   // the store's staff changed the balance
	Ready     = "reward_ready"      // a reward can be used
	Returned  = "reward_returned"   // a reward's points were given back

	Booked    = "booking_confirmed" // an appointment is certain
	Moved     = "booking_moved"     // it has another time, or is with somebody else
	Cancelled = "booking_cancelled" // it does not take place
	Soon      = "booking_reminder"  // it is near
	TooLate   = "booking_too_late"  // it was paid when its time was gone
	Offered   = "booking_offered"   // a time that somebody waited for is kept for them
)

// Kind is one message that a store may send.
type Kind struct {
	Name  string // stored; also the folder of its templates
	Title models.Text
	// About says when it is sent.
	About models.Text
	// Reminder tells that nothing has happened yet, so that a contact may not
	// want it; all others tell of what did happen to the contact's points.
	Reminder bool
	// Booking tells that it is about an appointment, and not about points.
	Booking bool
	// Optional tells that it is not about what the contact did or had done, so
	// that each contact may opt out of it.
	Optional bool
}

// Kinds lists every message, in the order in which people see them.
func Kinds() []Kind {
	return []Kind{
		{
			Name: Expiring, Reminder: true, Optional: true,
			Title: models.Text{En: "Points run out soon", Ja: "ポイントの有効期限が近づいたとき", Ko: "포인트 만료 예정"},
			About: models.Text{En: "Once for each day on which points run out, with the exact number.", Ja: "失効日ごとに一度、正確なポイント数をお知らせします。", Ko: "만료일마다 한 번, 정확한 포인트 수를 알려 드립니다."},
		},
		{
			Name:  TakenBack,
			Title: models.Text{En: "Points were taken back", Ja: "ポイントが取り消されたとき", Ko: "포인트 회수"},
			About: models.Text{En: "After a refund, a cancellation or a change of an order took points away, or what had earned them did not happen after all.", Ja: "返金、キャンセル、注文の変更によりポイントが差し引かれたとき、またはポイント付与の理由が取り消されたときに送ります。", Ko: "환불, 취소 또는 주문 변경으로 포인트가 차감되거나 적립 사유가 취소되면 보냅니다."},
		},
		{
			Name: Adjusted, Optional: true,
			Title: models.Text{En: "Staff changed the points", Ja: "スタッフがポイントを変更したとき", Ko: "직원의 포인트 조정"},
			About: models.Text{En: "After somebody of the store added or took points, or struck what was owed.", Ja: "ストアのスタッフがポイントを加算・減算したとき、または不足分を取り消したときに送ります。", Ko: "스토어 직원이 포인트를 더하거나 뺐을 때, 또는 부족분을 없앴을 때 보냅니다."},
		},
		{
			Name:  Ready,
			Title: models.Text{En: "A reward is ready", Ja: "特典の準備ができたとき", Ko: "리워드 준비 완료"},
			About: models.Text{En: "With the code, as soon as it can be used.", Ja: "利用できるようになり次第、コードをお知らせします。", Ko: "사용할 수 있게 되는 즉시 코드를 알려 드립니다."},
		},
		{
			Name:  Returned,
			Title: models.Text{En: "A reward was given back", Ja: "特典が取り消されたとき", Ko: "리워드 반환"},
			About: models.Text{En: "When a reward was not used or could not be made, and its points are there again.", Ja: "特典が使われなかった、または用意できなかったためにポイントが戻ったときに送ります。", Ko: "리워드를 사용하지 않았거나 만들 수 없어 포인트가 돌아왔을 때 보냅니다."},
		},
		{
			Name: Booked, Booking: true,
			Title: models.Text{En: "An appointment is confirmed", Ja: "予約が確定したとき", Ko: "예약 확정"},
			About: models.Text{En: "With an invitation for the calendar and a link to move or cancel it.", Ja: "カレンダー用の招待と、変更・キャンセル用のリンクを添えて送ります。", Ko: "캘린더 초대와 변경·취소 링크를 함께 보냅니다."},
		},
		{
			Name: Moved, Booking: true,
			Title: models.Text{En: "An appointment was changed", Ja: "予約が変更されたとき", Ko: "예약 변경"},
			About: models.Text{En: "When it has another time, or is with somebody else.", Ja: "日時または担当者が変わったときに送ります。", Ko: "시간이나 담당자가 바뀌었을 때 보냅니다."},
		},
		{
			Name: Cancelled, Booking: true,
			Title: models.Text{En: "An appointment was cancelled", Ja: "予約がキャンセルされたとき", Ko: "예약 취소"},
			About: models.Text{En: "By the shopper or by the store, with what goes back of the payment.", Ja: "お客様またはストアがキャンセルしたとき、返金額とともにお知らせします。", Ko: "고객 또는 스토어가 취소하면 환불 금액과 함께 알려 드립니다."},
		},
		{
			Name: Soon, Booking: true,
			Title: models.Text{En: "An appointment is near", Ja: "予約日時が近づいたとき", Ko: "다가오는 예약"},
			About: models.Text{En: "Once for each time that an appointment has, unless it was made later than that.", Ja: "予約日時ごとに一度お知らせします。その時点より後に入った予約には送りません。", Ko: "예약 시간마다 한 번 알려 드립니다. 그보다 늦게 잡힌 예약에는 보내지 않습니다."},
		},
		{
			Name: TooLate, Booking: true,
			Title: models.Text{En: "A payment came too late for an appointment", Ja: "お支払いが予約に間に合わなかったとき", Ko: "너무 늦은 예약 결제"},
			About: models.Text{En: "When somebody else has the time by then. The whole payment has to go back.", Ja: "その時点でほかのお客様の予約が入っていたときに送ります。お支払いは全額返金となります。", Ko: "그 사이 다른 고객이 예약했을 때 보냅니다. 결제 금액은 전액 환불해야 합니다."},
		},
		{
			Name: Offered, Booking: true,
			Title: models.Text{En: "A place for who waits", Ja: "キャンセル待ちに空きが出たとき", Ko: "대기자에게 자리 안내"},
			About: models.Text{En: "When a time has become free. It is kept for them until the time that the message names.", Ja: "空きが出たときに送ります。メールに記載の期限まで仮押さえします。", Ko: "자리가 나면 보냅니다. 메일에 적힌 시각까지 자리를 잡아 둡니다."},
		},
	}
}

// KindOf finds a message by its name.
func KindOf(name string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}
