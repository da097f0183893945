package models

// About names what a story is going to look at, as far as its caller knows:
// an order, and the contact whose points it may move; a redemption, its reward
// and the message that brings it about. Any may be empty. Scarce names something
// of which there is only so much; stories that want it come one after the other.
type About struct {
	Shop       ShopID
	Order      OrderID
	Contact    ContactID
	Redemption string
	Reward     string
	Message    string
	Scarce     string
}
