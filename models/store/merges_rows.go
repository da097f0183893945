package store

import (
	"time"

	"clientele/models"
	"clientele/models/levels"
	"clientele/models/merges"
	"clientele/models/points"
)

type mergeRow struct {
	ID      string           `bson:"_id"`
	Shop    models.ShopID    `bson:"shop"`
	Merge   string           `bson:"merge"`
	Version int64            `bson:"version"`
	Into    models.ContactID `bson:"into"`
	From    models.ContactID `bson:"from"`
	Actor   string           `bson:"actor"`
	Note    string           `bson:"note"`
	At      time.Time        `bson:"at"`
	Until   time.Time        `bson:"until"`
	State   merges.State     `bson:"state"`
	EndedAt time.Time        `bson:"endedAt"`
	EndedBy string           `bson:"endedBy"`
	Memory  mergeMemoryRow   `bson:"memory"`

	People []models.ContactID `bson:"people"` // on either side, to be found by
}

type mergeMemoryRow struct {
	Repaid   []holdPartRow  `bson:"repaid,omitempty"`
	Drawn    []holdPartRow  `bson:"drawn,omitempty"`
	Owed     int64          `bson:"owed"`
	Forgiven int64          `bson:"forgiven"`
	Seq      int64          `bson:"seq"`
	Holds    []string       `bson:"holds,omitempty"`
	Birthday bool           `bson:"birthday"`
	Into     levelMemoryRow `bson:"into"`
	From     levelMemoryRow `bson:"from"`
}

type levelMemoryRow struct {
	Ladder  int          `bson:"ladder"`
	SeenAt  time.Time    `bson:"seenAt"`
	Kept    keptRow      `bson:"kept"`
	Rewards []entryBonus `bson:"rewards,omitempty"`
}

func toMergeRow(m merges.Merge) mergeRow {
	return mergeRow{
		ID: key(m.Shop, m.ID), Shop: m.Shop, Merge: m.ID, Version: m.Version + 1, Into: m.Into, From: m.From, Actor: m.Actor, Note: m.Note,
		At: m.At, Until: m.Until, State: m.State, EndedAt: m.EndedAt, EndedBy: m.EndedBy, People: []models.ContactID{m.Into, m.From},
		Memory: mergeMemoryRow{
			Repaid: converted(m.Memory.Settled.Repaid, toHoldPartRow), Drawn: converted(m.Memory.Settled.Drawn, toHoldPartRow), Owed: m.Memory.Settled.Owed, Forgiven: m.Memory.Settled.Forgiven,
			Seq: m.Memory.Seq, Holds: m.Memory.Holds, Birthday: m.Memory.Birthday,
			Into: toLevelMemoryRow(m.Memory.Into), From: toLevelMemoryRow(m.Memory.From),
		},
	}
}

func fromMergeRow(r mergeRow) merges.Merge {
	return merges.Merge{
		Shop: r.Shop, ID: r.Merge, Version: r.Version, Into: r.Into, From: r.From, Actor: r.Actor, Note: r.Note,
		At: r.At, Until: r.Until, State: r.State, EndedAt: r.EndedAt, EndedBy: r.EndedBy,
		Memory: merges.Memory{
			Settled: points.Settled{
				Repaid: converted(r.Memory.Repaid, fromHoldPartRow), Drawn: converted(r.Memory.Drawn, fromHoldPartRow), Owed: r.Memory.Owed, Forgiven: r.Memory.Forgiven,
			},
			Seq: r.Memory.Seq, Holds: r.Memory.Holds, Birthday: r.Memory.Birthday,
			Into: fromLevelMemoryRow(r.Memory.Into), From: fromLevelMemoryRow(r.Memory.From),
		},
	}
}

func toLevelMemoryRow(m levels.Memory) levelMemoryRow {
	return levelMemoryRow{
		Ladder: m.Ladder, SeenAt: m.SeenAt, Kept: keptRow(m.Kept),
		Rewards: converted(m.Rewards, func(r levels.Reward) entryBonus { return entryBonus(r) }),
	}
}

func fromLevelMemoryRow(r levelMemoryRow) levels.Memory {
	return levels.Memory{
		Ladder: r.Ladder, SeenAt: r.SeenAt, Kept: levels.Kept(r.Kept),
		Rewards: converted(r.Rewards, func(b entryBonus) levels.Reward { return levels.Reward(b) }),
	}
}

func toHoldPartRow(p points.HoldPart) holdPartRow   { return holdPartRow(p) }
func fromHoldPartRow(r holdPartRow) points.HoldPart { return points.HoldPart(r) }

// converted is nil where there is nothing to convert.
func converted[A, B any](all []A, to func(A) B) []B {
	var out []B
	for _, a := range all {
		out = append(out, to(a))
	}
	return out
}
