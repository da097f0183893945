package services

import (
	"fmt"
	"slices"

	"clientele/models"
	"clientele/models/booking"
)

func (c *check) access(ladder []string) {
	a := c.Access
	if len(a.Levels) > levelsMax {
		c.add("access.levels", "must be %d or fewer", levelsMax)
		return
	}
	for i, id := range a.Levels {
		if !slices.Contains(ladder, id) {
			c.add(fmt.Sprintf("access.levels[%d]", i), "is not on the ladder any more; take it away")
		}
	}
	c.longest("access.refusal", a.Refusal, RefusalMax)
	if len(a.Terms) > levelsMax {
		c.add("access.terms", "must be %d or fewer", levelsMax)
		return
	}
	seen := map[string]bool{}
	for i, t := range a.Terms {
		path := fmt.Sprintf("access.terms[%d]", i)
		switch {
		case !slices.Contains(ladder, t.Level):
			c.add(path+".level", "is not on the ladder any more; take it away")
		case seen[t.Level]:
			c.add(path+".level", "has terms already")
		case len(a.Levels) > 0 && !slices.Contains(a.Levels, t.Level):
			c.add(path+".level", "may not book this service, so terms would never count")
		}
		seen[t.Level] = true
		if t.PercentOff < 0 || t.PercentOff > 100 {
			c.add(path+".percentOff", "must be 0 to 100 percent")
		}
		switch {
		case t.EarlyDays < 0 || t.EarlyDays > booking.HorizonDaysMax:
			c.add(path+".earlyDays", "must be 0 to %d days", booking.HorizonDaysMax)
		case t.EarlyDays > 0 && c.Timing.HorizonDays == 0:
			c.add(path+".earlyDays", "means nothing where everybody can book any number of days ahead")
		}
	}
}

func (c *check) payment() {
	p := c.Payment
	switch p.How {
	case Free:
		c.nothingToPay()
	case OnSite:
	case Checkout:
		c.paidInCheckout()
	default:
		c.add("payment.how", "must be free, on_site or checkout")
	}
}

func (c *check) nothingToPay() {
	for i, v := range c.Variants {
		if v.PriceMinor > 0 {
			c.add(fmt.Sprintf("variants[%d].priceMinor", i), "must be 0 for a service that is free")
		}
	}
	for i, a := range c.AddOns {
		if a.PriceMinor > 0 {
			c.add(fmt.Sprintf("addOns[%d].priceMinor", i), "must be 0 for a service that is free")
		}
	}
}

// paidInCheckout asks for what the store's checkout sells: the product of each
// variant, or the one that stands for a deposit.
func (c *check) paidInCheckout() {
	p := c.Payment
	if p.DepositPercent < 1 || p.DepositPercent > 100 {
		c.add("payment.depositPercent", "must be 1 to 100 percent; 100 for all of it")
		return
	}
	for i, v := range c.Variants {
		if v.PriceMinor == 0 {
			c.add(fmt.Sprintf("variants[%d].priceMinor", i), "must be more than 0, or there would be nothing to check out")
		}
	}
	if p.DepositPercent < 100 {
		if !models.PlatformNumber(p.DepositProduct) {
			c.add("payment.depositProduct", "must be the number of the product variant that the checkout sells as the deposit")
		}
		return
	}
	for i, v := range c.Variants {
		if v.Product == "" {
			c.add(fmt.Sprintf("variants[%d].product", i), "must be the product variant that the checkout sells")
		}
	}
	for i, a := range c.AddOns {
		if a.Product == "" && a.PriceMinor > 0 {
			c.add(fmt.Sprintf("addOns[%d].product", i), "must be the product variant that the checkout sells")
		}
	}
}
