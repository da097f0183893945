package sandbox

import "time"

// seed fills a fresh state with the two demonstration stores, the app
// installed in both.
func seed(st *state, now time.Time, scopes []string) {
	for _, build := range []func(*state, time.Time) *shopState{seedDemo, seedSakura} {
		sh := build(st, now)
		sh.Shop.CreatedAt = now.AddDate(-2, 0, 0)
		sh.Shop.NextNumber = 1001
		sh.Install = Install{ID: st.id(), Installed: true, Scopes: scopes, InstalledAt: now}
		st.Shops = append(st.Shops, sh)
	}
}

// shelf is one product of the seed; variants are pairs of title and price.
type shelf struct {
	handle, title, text, kind, art string
	price                          int64
	more                           []Variant // further forms; the first title belongs to price
	first                          string
	gift, service                  bool
}

func (st *state) stock(vendor, prefix string, items []shelf) []Product {
	out := make([]Product, 0, len(items))
	for i, it := range items {
		p := Product{
			ID: st.id(), Handle: it.handle, Title: it.title, Description: it.text, Vendor: vendor, Type: it.kind, Art: it.art,
			GiftCard: it.gift, Service: it.service, Taxable: !it.gift,
		}
		all := append([]Variant{{Title: it.first, Price: it.price}}, it.more...)
		for j, v := range all {
			v.ID, v.SKU = st.id(), prefix+"-"+itoa(int64(i+1))+string(rune('A'+j))
			p.Variants = append(p.Variants, v)
		}
		out = append(out, p)
	}
	return out
}

func (st *state) people(locale string, now time.Time, list []Customer) []*Customer {
	out := make([]*Customer, 0, len(list))
	for i, c := range list {
		c.ID, c.Locale = st.id(), locale
		c.CreatedAt = now.AddDate(0, -len(list)+i, -3)
		c.UpdatedAt = c.CreatedAt
		c.VerifiedEmail = true // so the platform says, even of records without an account
		out = append(out, &c)
	}
	return out
}

func seedDemo(st *state, now time.Time) *shopState {
	sh := &shopState{Shop: Shop{
		ID: st.id(), Domain: "demo-shop.myshopify.com", Handle: "demo-shop", Name: "Fern & Kiln", Email: "hello@fernandkiln.example",
		Tagline: "Tea, clay and candlelight from a small studio", Currency: "USD", Timezone: "America/New_York", Locale: "en", Country: "US",
		TaxName: "Sales tax", TaxRate: 800, Shipping: 500, Accent: "#2f5d50",
		Rates:     map[string]int64{"EUR": 920_000, "GBP": 780_000},
		Discounts: []DiscountCode{{Code: "WELCOME10", Percent: 10}, {Code: "FIVEOFF", Amount: 500}},
	}}
	sh.Products = st.stock("Fern & Kiln", "FK", []shelf{
		{handle: "morning-oolong", title: "Morning oolong", text: "Lightly roasted, with a note of warm hay. Enough for forty cups.", kind: "Tea", art: "tea",
			first: "100 g", price: 1800, more: []Variant{{Title: "250 g", Price: 3900}}},
		{handle: "smoked-black", title: "Smoked black tea", text: "Pine smoke and dried plum, for grey afternoons.", kind: "Tea", art: "tea-dark", first: "100 g", price: 1650},
		{handle: "fir-candle", title: "Fir and resin candle", text: "Soy wax in a clay cup, about forty hours of light.", kind: "Candle", art: "candle", price: 2800},
		{handle: "fig-candle", title: "Fig leaf candle", text: "Green, a little bitter, gone before dessert is.", kind: "Candle", art: "candle-green", price: 2800},
		{handle: "ash-bowl", title: "Ash-glaze bowl", text: "Thrown by hand; no two have the same rim.", kind: "Ceramics", art: "bowl", first: "Small", price: 3400,
			more: []Variant{{Title: "Large", Price: 5200}}},
		{handle: "river-mug", title: "River mug", text: "Holds 300 ml and keeps it warm.", kind: "Ceramics", art: "mug", price: 2650},
		{handle: "speckled-teapot", title: "Speckled teapot", text: "Six hundred millilitres, pours without a drip.", kind: "Ceramics", art: "teapot", price: 7800},
		{handle: "linen-cloth", title: "Linen tea cloth", text: "Washed linen with a hanging loop.", kind: "Textile", art: "cloth", price: 1450},
		{handle: "glazing-evening", title: "Glazing evening", text: "Two hours at the studio: you glaze, we fire. For one person.", kind: "Service", art: "class", price: 6500, service: true},
		{handle: "gift-card", title: "Gift card", text: "For someone who likes to choose.", kind: "Gift card", art: "gift", first: "$25", price: 2500,
			more: []Variant{{Title: "$50", Price: 5000}}, gift: true},
		{handle: "wheel-lesson", title: "Lesson at the wheel", text: "Just you, the wheel and somebody who knows how. By appointment.", kind: "Service", art: "class", first: "45 minutes", price: 5500,
			more: []Variant{{Title: "90 minutes", Price: 9500}}, service: true},
	})
	sh.arrange(now, [][]string{
		{"Tea", "morning-oolong", "smoked-black"},
		{"Candlelight", "fir-candle", "fig-candle"},
		{"From the kiln", "ash-bowl", "river-mug", "speckled-teapot"},
	}, [][]string{
		{"Winter", "smoked-black", "fir-candle", "river-mug"},
		{"Handmade", "ash-bowl", "river-mug", "speckled-teapot"},
	})
	sh.Customers = st.people("en", now, []Customer{
		{FirstName: "Ada", LastName: "Whitlock", Email: "ada.whitlock@example.com", Phone: "+12125550101", State: "enabled", Tags: []string{"newsletter"}, Address: Address{"14 Alder Street", "Hudson", "12534", "US"}},
		{FirstName: "Ben", LastName: "Okafor", Email: "ben.okafor@example.com", State: "enabled", Address: Address{"207 Mill Road", "Beacon", "12508", "US"}},
		{FirstName: "Clara", LastName: "Jensen", Email: "clara.jensen@example.com", Phone: "+12125550103", State: "enabled", Address: Address{"9 Harbour Lane", "Portland", "04101", "US"}},
		{FirstName: "Diego", LastName: "Marín", Email: "diego.marin@example.com", State: "disabled", Address: Address{"51 Juniper Avenue", "Santa Fe", "87501", "US"}},
		{FirstName: "Ellen", LastName: "Brandt", Email: "ellen.brandt@example.com", State: "enabled", Address: Address{"Lindenweg 3", "Freiburg", "79098", "DE"}},
	})
	return sh
}

func seedSakura(st *state, now time.Time) *shopState {
	sh := &shopState{Shop: Shop{
		ID: st.id(), Domain: "sakura.myshopify.com", Handle: "sakura", Name: "さくら工房", Email: "hello@sakura-kobo.example",
		Tagline: "お茶とうつわ、あかりの小さな工房", Currency: "JPY", Timezone: "Asia/Tokyo", Locale: "ja", Country: "JP",
		TaxName: "消費税", TaxRate: 1000, TaxesIncluded: true, Shipping: 500, Accent: "#a3485b",
		Rates:     map[string]int64{"USD": 670_000},
		Discounts: []DiscountCode{{Code: "WELCOME10", Percent: 10}, {Code: "FIVEOFF", Amount: 500}},
	}}
	sh.Products = st.stock("さくら工房", "SK", []shelf{
		{handle: "sencha", title: "深蒸し煎茶", text: "まろやかで濃い緑。毎日の一杯に。", kind: "お茶", art: "tea", first: "80g", price: 1296, more: []Variant{{Title: "200g", Price: 2916}}},
		{handle: "hojicha", title: "炭火ほうじ茶", text: "香ばしく、夜にも安心。", kind: "お茶", art: "tea-dark", first: "100g", price: 980},
		{handle: "hinoki-candle", title: "檜のキャンドル", text: "和ろうと檜の精油。約三十時間。", kind: "あかり", art: "candle", price: 3850},
		{handle: "yuzu-candle", title: "柚子のキャンドル", text: "冬の柚子湯の香り。", kind: "あかり", art: "candle-green", price: 3850},
		{handle: "meshiwan", title: "粉引の飯碗", text: "手になじむ、やわらかな白。", kind: "うつわ", art: "bowl", first: "小", price: 4180, more: []Variant{{Title: "大", Price: 5280}}},
		{handle: "yunomi", title: "灰釉の湯呑", text: "ひとつずつ表情の違う釉薬。", kind: "うつわ", art: "mug", price: 3300},
		{handle: "kyusu", title: "常滑の急須", text: "最後の一滴まで切れのよい注ぎ口。", kind: "うつわ", art: "teapot", price: 9900},
		{handle: "tenugui", title: "桜の手ぬぐい", text: "注染でひと色ずつ。", kind: "布", art: "cloth", price: 1540},
		{handle: "kintsugi", title: "金継ぎ体験", text: "工房での二時間。おひとり様。", kind: "体験", art: "class", price: 8800, service: true},
		{handle: "gift-card", title: "ギフトカード", text: "選ぶ楽しみを贈りものに。", kind: "ギフトカード", art: "gift", first: "¥3,000", price: 3000,
			more: []Variant{{Title: "¥5,000", Price: 5000}}, gift: true},
		{handle: "rokuro", title: "電動ろくろ体験", text: "講師とふたりで、ろくろに向かう時間。予約制です。", kind: "体験", art: "class", first: "45分", price: 6600,
			more: []Variant{{Title: "90分", Price: 11000}}, service: true},
	})
	sh.arrange(now, [][]string{
		{"お茶", "sencha", "hojicha"},
		{"あかり", "hinoki-candle", "yuzu-candle"},
		{"うつわ", "meshiwan", "yunomi", "kyusu"},
	}, [][]string{
		{"冬", "hojicha", "yuzu-candle", "yunomi"},
		{"手仕事", "meshiwan", "yunomi", "kyusu", "tenugui"},
	})
	sh.Customers = st.people("ja", now, []Customer{
		{FirstName: "美咲", LastName: "佐藤", Email: "misaki.sato@example.com", Phone: "+81355550101", State: "enabled", Address: Address{"神楽坂3-2-1", "東京都新宿区", "162-0825", "JP"}},
		{FirstName: "健太", LastName: "田中", Email: "kenta.tanaka@example.com", State: "enabled", Address: Address{"北山通5-8", "京都市北区", "603-8053", "JP"}},
		{FirstName: "葵", LastName: "高橋", Email: "aoi.takahashi@example.com", State: "enabled", Address: Address{"大名2-4-7", "福岡市中央区", "810-0041", "JP"}},
		{FirstName: "蓮", LastName: "伊藤", Email: "ren.ito@example.com", State: "disabled", Address: Address{"栄4-1-6", "名古屋市中区", "460-0008", "JP"}},
	})
	return sh
}
