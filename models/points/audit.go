package points

import "clientele/models"

// Audit holds an account and its open lots against all its entries, oldest
// first: nothing is missing or altered, and adding the entries up again gives
// the same balances and the same lots.
func Audit(account Account, lots []Lot, entries []Entry) error {
	var rebuilt Balances
	remaining, hash := map[string]int64{}, ""
	for i, e := range entries {
		if e.Shop != account.Shop || e.Account != account.ID {
			return models.Errorf(models.Internal, "entry %d belongs to somebody else", e.Seq)
		}
		if e.Seq != int64(i)+1 {
			return models.Errorf(models.Internal, "entry %d is missing", i+1)
		}
		if hash = e.seal(hash); hash != e.Hash {
			return models.Errorf(models.Internal, "entry %d was altered after it was written", e.Seq)
		}
		rebuilt.move(e.From, e.To, e.Points)
		if e.Balance != rebuilt.Shown() {
			return models.Errorf(models.Internal, "entry %d shows a balance of %d, it was %d", e.Seq, e.Balance, rebuilt.Shown())
		}
		if e.Lot != "" {
			remaining[e.Lot] += (inLot(e.To) - inLot(e.From)) * e.Points
		}
	}
	if account.Seq != int64(len(entries)) || account.Hash != hash {
		return models.Errorf(models.Internal, "the account knows %d entries, %d were found", account.Seq, len(entries))
	}
	if account.Balances != rebuilt {
		return models.Errorf(models.Internal, "the entries add up to other balances than the account has")
	}
	for _, lot := range lots {
		if remaining[lot.ID] != lot.Remaining {
			return models.Errorf(models.Internal, "lot %s holds %d, its entries leave %d", lot.ID, lot.Remaining, remaining[lot.ID])
		}
		delete(remaining, lot.ID)
	}
	for lot, points := range remaining {
		if points != 0 {
			return models.Errorf(models.Internal, "lot %s should hold %d and is missing", lot, points)
		}
	}
	return nil
}

// inLot tells whether the points of a bucket lie in lots.
func inLot(b Bucket) int64 {
	if b == Pending || b == Available {
		return 1
	}
	return 0
}
