// Package flow holds the stories of Clientele, one file each: what happens
// from a wish or a fact to the saved outcome. A flow reads what it needs, lets
// pure rules decide, and writes the decision in one transaction. Only flows
// open transactions, and nothing inside one touches the network.
//
// Facts are named in the past tense (OrderChanged), wishes in the imperative
// (AdjustPoints), questions by a noun (ContactCard).
//
// It imports models and its sub-packages except models/store, and nothing else
// of ours; storage and the platform are reached through the ports in ports.go.
package flow
