package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	maxOrderLines = 50
	maxQuantity   = 1000
	maxText       = 500
)

// Quote prices a cart without buying it.
func (s *Server) Quote(shop string, c Checkout) (Totals, error) {
	var totals Totals
	var err error
	s.read(func(st *state) {
		var sh *shopState
		if sh, err = st.shop(shop); err != nil {
			return
		}
		var order *Order
		if order, err = priced(sh, c, func() int64 { return 1 }, s.now()); err == nil {
			totals = order.Totals()
		}
	})
	return totals, err
}

// PlaceOrder buys a cart. A card payment is taken at once; PayLater leaves the
// payment pending. The platform's webhooks and mails go out.
func (s *Server) PlaceOrder(shop string, c Checkout) (Order, error) {
	var out Order
	err := s.change(func(st *state) error {
		sh, err := st.shop(shop)
		if err != nil {
			return err
		}
		order, err := s.place(st, sh, c, s.now())
		if err == nil {
			out = order.clone()
		}
		return err
	})
	s.engine.wake()
	return out, err
}

// place adds the order as of a moment and announces it.
func (s *Server) place(st *state, sh *shopState, c Checkout, at time.Time) (*Order, error) {
	if len(sh.Orders) >= maxOrders {
		return nil, refuse("this store has as many orders as the sandbox keeps")
	}
	order, err := priced(sh, c, st.wideID, at)
	if err != nil {
		return nil, err
	}
	order.ID, order.Number = st.id(), sh.Shop.NextNumber
	order.Token, order.Confirmation = s.randomHex(16), strings.ToUpper(s.randomHex(5))[:9]
	order.CreatedAt, order.UpdatedAt, order.ProcessedAt = at, at, at
	if order.Shipping.ID != 0 {
		order.Shipping.ID = st.id()
	}
	sh.Shop.NextNumber++
	e := s.event(st, sh, order.Name(), at)
	if c.Record && order.CustomerID == 0 && order.Email != "" && len(sh.Customers) < maxCustomers {
		e.customer("customers/create", sh.record(st, order))
	}
	paid := !c.PayLater || order.Totals().Total.IsZero()
	if !order.Totals().Total.IsZero() {
		order.Transactions = append(order.Transactions, sale(st, order.Totals().Total, paid, at))
	}
	sh.Orders = append(sh.Orders, order)
	sh.use(order)
	e.order("orders/create", order)
	if paid {
		e.order("orders/paid", order)
	}
	e.order("orders/updated", order)
	e.send()
	s.orderMail(st, sh, order, "confirmed")
	return order, nil
}

// gateway is the name of the pretended card processor.
const gateway = "shopify_payments"

func sale(st *state, amount Money, paid bool, at time.Time) Transaction {
	t := Transaction{ID: st.id(), Kind: "sale", Status: "success", Gateway: gateway, Amount: amount, At: at}
	if !paid {
		t.Status, t.Gateway = "pending", "manual"
	}
	return t
}

// priced checks a cart and works out every amount of the order in both
// currencies. id numbers the lines.
func priced(sh *shopState, c Checkout, id func() int64, at time.Time) (*Order, error) {
	shop := sh.Shop
	order := &Order{
		Source: c.Source, Test: c.Test, Locale: c.Locale, Note: c.Note,
		Attributes: slices.Clone(c.Attributes), Currency: shop.Currency, BuyerCurrency: c.Currency,
		TaxName: shop.TaxName, TaxRate: shop.TaxRate, TaxesIncluded: shop.TaxesIncluded,
	}
	if order.Source == "" {
		order.Source = "web"
	}
	if order.Locale == "" {
		order.Locale = shop.Locale
	}
	if order.BuyerCurrency == "" {
		order.BuyerCurrency = shop.Currency
	}
	var rate int64
	if order.BuyerCurrency != shop.Currency {
		if rate = shop.Rates[order.BuyerCurrency]; rate == 0 {
			return nil, refuse("this store does not sell in " + order.BuyerCurrency)
		}
	}
	if err := checkCart(c); err != nil {
		return nil, err
	}
	if err := order.buyer(sh, c); err != nil {
		return nil, err
	}
	if err := order.fill(sh, c, rate, id); err != nil {
		return nil, err
	}
	order.ship(shop, rate, c.Source)
	if err := order.discount(sh, c.Code, rate, at); err != nil {
		return nil, err
	}
	order.tax()
	order.Tip = Money{Shop: c.Tip, Buyer: c.Tip}
	if rate != 0 {
		order.Tip.Shop = portion(c.Tip, 1_000_000, rate)
	}
	return order, nil
}

func checkCart(c Checkout) error {
	switch {
	case len(c.Lines) == 0:
		return refuse("the cart is empty")
	case len(c.Lines) > maxOrderLines:
		return refuse(fmt.Sprintf("a cart holds at most %d lines", maxOrderLines))
	case c.Tip < 0 || c.Tip > maxMinor:
		return refuse("the tip must not be negative")
	case c.Source != "" && c.Source != "web" && c.Source != "pos" && c.Source != draftSource:
		return refuse("orders come from web or pos")
	case len(c.Note) > maxText || len(c.Attributes) > 20:
		return refuse("the note is too long")
	case c.Email != "" && !plausibleEmail(c.Email):
		return refuse("that e-mail address does not look right")
	}
	for _, l := range c.Lines {
		if l.Quantity < 1 || l.Quantity > maxQuantity {
			return refuse(fmt.Sprintf("quantities go from 1 to %d", maxQuantity))
		}
		if len(l.Properties) > 20 {
			return refuse("a line has at most 20 properties")
		}
	}
	return nil
}

// buyer fills in who buys. A guest whose e-mail belongs to a record is that
// customer, as on the platform.
func (o *Order) buyer(sh *shopState, c Checkout) error {
	o.Email, o.Phone, o.FirstName, o.LastName, o.Address = c.Email, c.Phone, c.FirstName, c.LastName, c.Address
	who := sh.byEmail(c.Email)
	if c.CustomerID != 0 {
		if who = sh.customer(c.CustomerID); who == nil || who.Deleted || who.MergedInto != 0 {
			return missing("that customer")
		}
	}
	if who == nil {
		return nil
	}
	o.CustomerID = who.ID
	if o.Email == "" {
		o.Email = who.Email
	}
	if o.FirstName+o.LastName == "" {
		o.FirstName, o.LastName = who.FirstName, who.LastName
	}
	if o.Address == (Address{}) {
		o.Address = who.Address
	}
	return nil
}

func (o *Order) fill(sh *shopState, c Checkout, rate int64, id func() int64) error {
	for _, l := range c.Lines {
		if l.VariantID == 0 && c.Source == draftSource {
			o.Lines = append(o.Lines, LineItem{
				ID: id(), Title: l.Title, Vendor: sh.Shop.Name, Quantity: l.Quantity, Current: l.Quantity,
				Price: Money{l.Price, convert(l.Price, rate)}, Properties: slices.Clone(l.Properties), Taxable: true,
			})
			continue
		}
		product, variant := sh.variant(l.VariantID)
		if variant == nil {
			return missing("that product")
		}
		price := variant.Price
		if l.Price > 0 && c.Source == draftSource {
			price = l.Price
		}
		o.Lines = append(o.Lines, LineItem{
			ID: id(), ProductID: product.ID, VariantID: variant.ID,
			Title: product.Title, VariantTitle: variant.Title, SKU: variant.SKU, Vendor: product.Vendor,
			Quantity: l.Quantity, Current: l.Quantity,
			Price:      Money{Shop: price, Buyer: convert(price, rate)},
			Properties: slices.Clone(l.Properties), GiftCard: product.GiftCard,
			Shippable: !product.GiftCard && !product.Service, Taxable: product.Taxable,
		})
	}
	return nil
}

// ship adds the flat rate when anything has to be sent.
func (o *Order) ship(shop Shop, rate int64, source string) {
	if source == "pos" || !slices.ContainsFunc(o.Lines, func(l LineItem) bool { return l.Shippable }) {
		return
	}
	o.Shipping = ShippingLine{ID: 1, Title: "Standard", Price: Money{shop.Shipping, convert(shop.Shipping, rate)}}
}

// tax works out every line's tax. Where prices include tax, the delivery
// charge does too; elsewhere delivery is not taxed.
func (o *Order) tax() {
	for i := range o.Lines {
		o.Lines[i].Tax = o.taxOf(o.Lines[i])
	}
	if o.TaxesIncluded {
		o.Shipping.Tax = o.Shipping.Net().share(o.TaxRate, 10_000+o.TaxRate)
	}
}

func (o *Order) taxOf(l LineItem) Money {
	switch {
	case !l.Taxable || l.GiftCard:
		return Money{}
	case o.TaxesIncluded:
		return l.Net().share(o.TaxRate, 10_000+o.TaxRate)
	}
	return l.Net().share(o.TaxRate, 10_000)
}

func (sh *shopState) variant(id int64) (*Product, *Variant) {
	for i := range sh.Products {
		for j := range sh.Products[i].Variants {
			if sh.Products[i].Variants[j].ID == id {
				return &sh.Products[i], &sh.Products[i].Variants[j]
			}
		}
	}
	return nil, nil
}

func (sh *shopState) order(id int64) *Order {
	for _, o := range sh.Orders {
		if o.ID == id {
			return o
		}
	}
	return nil
}
