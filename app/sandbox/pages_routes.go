package sandbox

import (
	"io/fs"
	"net/http"
	"path"
)

// pageRoutes is every address a person opens in a browser.
func (s *Server) pageRoutes() []route {
	table := []struct {
		pattern string
		show    func(*visit) error
	}{
		{"GET /{$}", landingPage},
		{"/", missingPage},
		{"GET /state", statePage},
		{"POST /clock", moveClock},
		{"GET /mail", mailPage},
		{"GET /mail/{id}", mailPage},
		{"GET /mail/{id}/body", mailBody},
		{"GET /cdn/{file}", assetFile},
		{"GET " + extensionAssets + "{file}", extensionFile},
		{"GET /assets/{file}", assetFile},

		{"GET /store/{handle}", adminHome},
		{"POST /store/{handle}/demo-orders", addDemoOrders},
		{"POST /store/{handle}/language", chooseLanguage},
		{"GET /store/{handle}/orders", ordersPage},
		{"GET /store/{handle}/orders/{id}", orderPage},
		{"POST /store/{handle}/orders/{id}/{action}", orderAction},
		{"GET /store/{handle}/products", productsPage},
		{"POST /store/{handle}/products/{id}/{action}", productAction},
		{"GET /store/{handle}/customers", customersPage},
		{"GET /store/{handle}/customers/new", newCustomerPage},
		{"POST /store/{handle}/customers", createCustomer},
		{"GET /store/{handle}/customers/{id}", customerPage},
		{"POST /store/{handle}/customers/{id}/{action}", customerAction},
		{"GET /store/{handle}/settings", settingsPage},
		{"POST /store/{handle}/settings/{action}", settingsAction},
		{"GET /store/{handle}/themes/current/editor", themePage},
		{"POST /store/{handle}/themes/{action}", themeAction},
		{"GET /store/{handle}/deliveries", deliveriesPage},
		{"GET /store/{handle}/deliveries/{id}", deliveryPage},
		{"POST /store/{handle}/deliveries/{id}/again", sendAgain},
		{"GET /store/{handle}/apps/{app}", appPage},
		{"GET /store/{handle}/apps/{app}/{rest...}", appPage},
		{"POST /store/{handle}/bridge/id-token", bridgeToken},
		{"POST /store/{handle}/bridge/scopes", bridgeScopes},

		{"GET /storefront/{handle}", storeHome},
		{"GET /storefront/{handle}/{$}", storeHome},
		{"GET /storefront/{handle}/theme.css", storeTheme},
		{"GET /storefront/{handle}/products/{product}", storeProduct},
		{"GET /storefront/{handle}/pages/book", storeBook},
		{"GET /storefront/{handle}/discount/{code}", discountLink},
		{"GET /storefront/{handle}/cart", storeCart},
		{"POST /storefront/{handle}/cart", changeCart},
		{"POST /storefront/{handle}/cart/add.js", addByScript},
		{"POST /storefront/{handle}/cart/change.js", changeByScript},
		{"POST /storefront/{handle}/cart/update.js", updateCart},
		{"GET /storefront/{handle}/checkout", checkoutPage},
		{"POST /storefront/{handle}/checkout", checkoutForm},
		{"GET /storefront/{handle}/orders/{token}", thanksPage},
		{"GET /storefront/{handle}/invoices/{token}", invoicePage},
		{"POST /storefront/{handle}/invoices/{token}", payInvoice},
		{"GET /storefront/{handle}/account", accountPage},
		{"POST /storefront/{handle}/account/{action}", accountAction},
		{"POST /storefront/{handle}/language", storeLanguage},
	}
	out := make([]route, 0, len(table))
	for _, line := range table {
		out = append(out, route{line.pattern, s.open(line.show)})
	}
	return out
}

// contentTypes are the kinds of file we serve.
var contentTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// assetFile serves one embedded file. App Bridge is loaded by the app's
// document from another origin, hence the open resource policy.
func assetFile(v *visit) error {
	name := v.r.PathValue("file")
	kind, ok := contentTypes[path.Ext(name)]
	raw, err := fs.ReadFile(pageFiles, "assets/"+name)
	if err != nil || !ok {
		return &Refusal{Status: http.StatusNotFound, Text: "There is no such file."}
	}
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	_, err = v.w.Write(raw)
	return err
}

func missingPage(*visit) error {
	return &Refusal{Status: http.StatusNotFound, Text: "Nothing lives at this address."}
}
