package sandbox

// words is the storefront's vocabulary in one language.
type words map[string]string

// T is the text for a key; a missing one shows itself.
func (w words) T(key string) string {
	if text, ok := w[key]; ok {
		return text
	}
	return "[" + key + "]"
}

func wordsOf(locale string) words {
	switch locale {
	case "ja":
		return japanese
	case "ko":
		return korean
	}
	return english
}

var english = words{
	"skip": "Skip to content", "shop": "Shop", "book": "Book", "cart": "Cart", "account": "Account", "checkout": "Checkout", "sign_in": "Sign in", "sign_out": "Sign out",
	"hello": "Hello, ", "hello_after": "", "from": "from ", "from_after": "", "all_products": "Everything in the shop", "see": "View", "add": "Add to cart", "added": "Added to your cart.",
	"quantity": "Quantity", "choose": "Choose", "more": "You may also like", "tax_included": "Tax included.", "tax_added": "Tax is added at checkout.",
	"ships": "Ships within two days.", "no_ship": "Nothing to ship.", "gift": "Sent by e-mail.",
	"empty_cart": "Your cart is empty.", "empty_cart_hint": "Find something you like and it will wait for you here.", "keep_shopping": "Keep shopping",
	"update": "Update", "remove": "Remove", "subtotal": "Subtotal", "to_checkout": "Go to checkout", "product": "Product", "price": "Price", "sum": "Sum",
	"contact": "Contact", "email": "E-mail address", "guest_hint": "You are buying as a guest.", "signed_in_as": "Signed in as ", "switch": "Switch",
	"or_sign_in": "Sign in instead", "first": "First name", "last": "Last name", "phone": "Phone", "optional": "optional", "delivery": "Delivery",
	"address": "Address", "city": "City", "zip": "Postcode", "country": "Country code", "code": "Discount code", "apply": "Apply", "try_codes": "Try: ", "tip": "Tip", "no_tip": "No tip",
	"currency": "Currency", "payment": "Payment", "pay_now": "Pay now", "pay_now_hint": "Paid at once with a demo card.", "pay_later": "Pay later", "pay_later_hint": "The order waits until staff mark it as paid.",
	"test_order": "This is a test order", "test_hint": "Marked as a test in everything the app receives.", "pos": "Sell at the counter", "pos_hint": "As if rung up in the shop; an e-mail address is not needed.", "options": "For trying things out",
	"note": "Note to the shop", "summary": "Your order", "goods": "Goods", "discount": "Discount", "shipping": "Delivery", "free": "Free", "tax": "Tax", "tax_within": "Tax included", "total": "Total",
	"place": "Place order", "recalculate": "Update total", "need_email": "Please fill in your e-mail address.", "bad_quantity": "Choose a quantity from 1 to 99.",
	"thanks": "Thank you", "thanks_name": "Thank you, ", "order": "Order ", "confirmed": "Your order is confirmed. We have sent the details to ", "confirmed_plain": "Your order is confirmed.", "awaits": "We are waiting for your payment.",
	"claim": "Create an account with the same e-mail address and everything you bought as a guest comes with you.", "create_account": "Create account", "see_orders": "Your orders",
	"orders": "Orders", "no_orders": "No orders yet.", "date": "Date", "state": "Status", "signed_out": "You are signed out.", "signed_up": "Welcome. Your e-mail address is confirmed.",
	"choose_person": "Choose who you want to be.", "who": "Who are you today?", "who_hint": "This is a sandbox: sign in as anybody, without a password.", "new_here": "New here?", "new_hint": "Your e-mail address counts as confirmed at once.",
	"paid": "Paid", "pending": "Awaiting payment", "partially_paid": "Partly paid", "partially_refunded": "Partly refunded", "refunded": "Refunded", "cancelled": "Cancelled", "voided": "Cancelled",
	"foot": "A demonstration store in the Clientele sandbox. Nothing is sold, nothing is sent.", "language": "Language",
}

var japanese = words{
	"skip": "本文へ移動", "shop": "商品", "book": "予約", "cart": "カート", "account": "マイページ", "checkout": "ご購入手続き", "sign_in": "ログイン", "sign_out": "ログアウト",
	"hello": "ようこそ、", "hello_after": "さん", "from": "", "from_after": "から", "all_products": "すべての商品", "see": "詳しく見る", "add": "カートに入れる", "added": "カートに入れました。",
	"quantity": "数量", "choose": "種類", "more": "ほかの商品", "tax_included": "税込価格です。", "tax_added": "税は購入手続きで加算されます。",
	"ships": "2日以内に発送します。", "no_ship": "配送はありません。", "gift": "メールでお届けします。",
	"empty_cart": "カートは空です。", "empty_cart_hint": "お気に入りを入れると、ここに表示されます。", "keep_shopping": "買い物を続ける",
	"update": "更新", "remove": "削除", "subtotal": "小計", "to_checkout": "購入手続きへ", "product": "商品", "price": "価格", "sum": "金額",
	"contact": "ご連絡先", "email": "メールアドレス", "guest_hint": "ゲストとして購入します。", "signed_in_as": "ログイン中：", "switch": "切り替える",
	"or_sign_in": "ログインして購入", "first": "名", "last": "姓", "phone": "電話番号", "optional": "任意", "delivery": "お届け先",
	"address": "住所", "city": "市区町村", "zip": "郵便番号", "country": "国コード", "code": "割引コード", "apply": "適用", "try_codes": "お試し：", "tip": "チップ", "no_tip": "なし",
	"currency": "通貨", "payment": "お支払い", "pay_now": "今すぐ支払う", "pay_now_hint": "デモ用カードですぐに支払われます。", "pay_later": "後払い", "pay_later_hint": "店舗が入金を確認するまで待ちます。",
	"test_order": "テスト注文にする", "test_hint": "アプリに届くデータにテストの印が付きます。", "pos": "店頭で販売する", "pos_hint": "店頭レジでの販売として扱います。メールアドレスは不要です。", "options": "動作確認用",
	"note": "店舗へのメモ", "summary": "ご注文内容", "goods": "商品", "discount": "割引", "shipping": "配送料", "free": "無料", "tax": "消費税", "tax_within": "うち消費税", "total": "合計",
	"place": "注文を確定する", "recalculate": "合計を更新", "need_email": "メールアドレスを入力してください。", "bad_quantity": "数量は1から99までで選んでください。",
	"thanks": "ありがとうございます", "thanks_name": "ありがとうございます、", "order": "注文 ", "confirmed": "ご注文を承りました。確認メールの送信先：", "confirmed_plain": "ご注文を承りました。", "awaits": "ご入金をお待ちしています。",
	"claim": "同じメールアドレスで会員登録すると、ゲスト購入の分も引き継がれます。", "create_account": "会員登録", "see_orders": "注文履歴",
	"orders": "注文履歴", "no_orders": "まだ注文はありません。", "date": "日付", "state": "状況", "signed_out": "ログアウトしました。", "signed_up": "ようこそ。メールアドレスを確認しました。",
	"choose_person": "ログインする人を選んでください。", "who": "どなたでログインしますか", "who_hint": "サンドボックスのため、パスワードなしで誰にでもなれます。", "new_here": "はじめての方", "new_hint": "メールアドレスはすぐに確認済みになります。",
	"paid": "支払い済み", "pending": "入金待ち", "partially_paid": "一部入金", "partially_refunded": "一部返金", "refunded": "返金済み", "cancelled": "キャンセル", "voided": "キャンセル",
	"foot": "Clientele サンドボックスのデモ店舗です。実際の販売や発送はありません。", "language": "言語",
}
