package sandbox

var korean = words{
	"skip": "본문으로 이동", "shop": "상품", "book": "예약", "cart": "장바구니", "account": "내 계정", "checkout": "결제", "sign_in": "로그인", "sign_out": "로그아웃",
	"hello": "안녕하세요, ", "hello_after": "님", "from": "", "from_after": "부터", "all_products": "전체 상품", "see": "자세히 보기", "add": "장바구니에 담기", "added": "장바구니에 담았습니다.",
	"quantity": "수량", "choose": "옵션", "more": "다른 상품", "tax_included": "세금이 포함된 가격입니다.", "tax_added": "세금은 결제할 때 더해집니다.",
	"ships": "2일 안에 발송합니다.", "no_ship": "배송이 없습니다.", "gift": "이메일로 보내 드립니다.",
	"empty_cart": "장바구니가 비어 있습니다.", "empty_cart_hint": "마음에 드는 상품을 담으면 여기에 표시됩니다.", "keep_shopping": "쇼핑 계속하기",
	"update": "변경", "remove": "삭제", "subtotal": "소계", "to_checkout": "결제하기", "product": "상품", "price": "가격", "sum": "금액",
	"contact": "연락처", "email": "이메일 주소", "guest_hint": "비회원으로 구매합니다.", "signed_in_as": "로그인: ", "switch": "바꾸기",
	"or_sign_in": "로그인하고 구매", "first": "이름", "last": "성", "phone": "전화번호", "optional": "선택", "delivery": "배송지",
	"address": "주소", "city": "시/군/구", "zip": "우편번호", "country": "국가 코드", "code": "할인 코드", "apply": "적용", "try_codes": "예: ", "tip": "팁", "no_tip": "없음",
	"currency": "통화", "payment": "결제 수단", "pay_now": "지금 결제", "pay_now_hint": "데모 카드로 바로 결제됩니다.", "pay_later": "나중에 결제", "pay_later_hint": "스토어에서 입금을 확인할 때까지 기다립니다.",
	"test_order": "테스트 주문으로 표시", "test_hint": "앱이 받는 데이터에 테스트로 표시됩니다.", "pos": "매장에서 판매", "pos_hint": "매장 계산대에서 판매한 것으로 처리합니다. 이메일 주소가 없어도 됩니다.", "options": "시험용",
	"note": "스토어에 남길 말", "summary": "주문 내역", "goods": "상품", "discount": "할인", "shipping": "배송비", "free": "무료", "tax": "세금", "tax_within": "포함된 세금", "total": "합계",
	"place": "주문하기", "recalculate": "합계 다시 계산", "need_email": "이메일 주소를 입력해 주세요.", "bad_quantity": "수량은 1에서 99까지 선택해 주세요.",
	"thanks": "감사합니다", "thanks_name": "감사합니다, ", "order": "주문 ", "confirmed": "주문이 확인되었습니다. 안내 메일을 보낸 주소: ", "confirmed_plain": "주문이 확인되었습니다.", "awaits": "입금을 기다리고 있습니다.",
	"claim": "같은 이메일 주소로 가입하면 비회원 구매 내역도 함께 이어집니다.", "create_account": "가입하기", "see_orders": "주문 내역",
	"orders": "주문 내역", "no_orders": "아직 주문이 없습니다.", "date": "날짜", "state": "상태", "signed_out": "로그아웃했습니다.", "signed_up": "환영합니다. 이메일 주소가 확인되었습니다.",
	"choose_person": "로그인할 사람을 선택해 주세요.", "who": "누구로 로그인할까요?", "who_hint": "샌드박스이므로 비밀번호 없이 누구로든 로그인할 수 있습니다.", "new_here": "처음 오셨나요?", "new_hint": "이메일 주소는 바로 확인된 것으로 처리됩니다.",
	"paid": "결제 완료", "pending": "입금 대기", "partially_paid": "일부 결제", "partially_refunded": "일부 환불", "refunded": "환불 완료", "cancelled": "취소", "voided": "취소",
	"foot": "Clientele 샌드박스의 데모 스토어입니다. 실제로 판매하거나 발송하지 않습니다.", "language": "언어",
}
