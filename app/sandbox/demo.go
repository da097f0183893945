package sandbox

import (
	"slices"
	"time"
)

// maxDemoOrders bounds one request for demonstration orders.
const maxDemoOrders = 200

// DemoOrders places n orders spread evenly over the last 45 days: known
// customers and guests, one line or several, now and then a code or a tip. The
// same shop and number always give the same carts. Their webhooks go out.
func (s *Server) DemoOrders(shop string, n int) error {
	if n < 1 || n > maxDemoOrders {
		return refuse("between 1 and 200 orders")
	}
	err := s.change(func(st *state) error {
		sh, err := st.shop(shop)
		if err != nil {
			return err
		}
		now := s.now()
		for i := range n {
			at := now.Add(-45 * 24 * time.Hour / time.Duration(n) * time.Duration(n-i-1))
			if _, err := s.place(st, sh, sh.demoCart(i), at); err != nil {
				return err
			}
		}
		slices.SortStableFunc(sh.Orders, func(a, b *Order) int { return a.CreatedAt.Compare(b.CreatedAt) })
		return nil
	})
	s.engine.wake()
	return err
}

// demoCart is the cart of demonstration order number i.
func (sh *shopState) demoCart(i int) Checkout {
	var c Checkout
	for k := range 1 + i%3 {
		p := sh.Products[(i*7+k*3)%len(sh.Products)]
		c.Lines = append(c.Lines, CheckoutLine{VariantID: p.Variants[(i+k)%len(p.Variants)].ID, Quantity: int64(1 + (i+k)%2)})
	}
	switch living := len(sh.Customers); {
	case i%6 == 5 || living == 0:
		c.Email = "guest" + itoa(int64(i%4)) + "@example.com"
	default:
		if who := sh.Customers[i%living]; !who.Deleted && who.MergedInto == 0 {
			c.CustomerID = who.ID
		}
	}
	if i%8 == 3 && len(sh.Shop.Discounts) > 0 {
		c.Code = sh.Shop.Discounts[i%len(sh.Shop.Discounts)].Code
	}
	if i%10 == 7 {
		c.Tip = 300
	}
	return c
}
