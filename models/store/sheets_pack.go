package store

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

// The entries of a sheet stand one after the other without anything between
// them. A number is as long as it has to be; services and units are their place
// among the names of the sheet; times are milliseconds, beginnings counted from
// that of the week and what follows counted from the beginning. A first number
// names the form, for the day on which it changes.
const packedForm = 1

// statusCodes are what statuses are on a sheet; their places never change.
var statusCodes = []booking.Status{booking.Held, booking.Confirmed, booking.Completed, booking.NoShow}

// write packs bookings into the row, by beginning and id.
func (r *sheetRow) write(all []booking.Booking) {
	slices.SortFunc(all, func(a, b booking.Booking) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
	r.Names = nil
	packed := binary.AppendUvarint(nil, packedForm)
	for _, b := range all {
		packed = r.pack(packed, b)
	}
	r.Packed = packed
}

func (r *sheetRow) pack(to []byte, b booking.Booking) []byte {
	start := times.At(b.Start)
	to = append(binary.AppendUvarint(to, uint64(len(b.ID))), b.ID...)
	to = binary.AppendUvarint(to, r.place(string(b.Service)))
	to = binary.AppendVarint(to, int64(start-appointments.Week(r.Week).Span().From))
	to = binary.AppendUvarint(to, uint64(times.At(b.End)-start))
	to = binary.AppendUvarint(to, uint64(slices.Index(statusCodes, b.Status)))
	if b.Status == booking.Held {
		to = binary.AppendVarint(to, int64(times.At(b.ExpiresAt)-start))
	}
	for _, n := range []int{b.Seats, b.BufferBeforeMinutes, b.BufferAfterMinutes, len(b.Segments)} {
		to = binary.AppendUvarint(to, uint64(n))
	}
	for _, s := range b.Segments {
		part := uint64(s.Minutes) << 1
		if s.Waiting {
			part |= 1
		}
		to = binary.AppendUvarint(to, part)
	}
	to = binary.AppendUvarint(to, uint64(len(b.Units)))
	for _, u := range b.Units {
		to = binary.AppendUvarint(to, r.place(string(u)))
	}
	return to
}

// place finds a name among those of the sheet, or adds it.
func (r *sheetRow) place(name string) uint64 {
	i := slices.Index(r.Names, name)
	if i < 0 {
		i = len(r.Names)
		r.Names = append(r.Names, name)
	}
	return uint64(i)
}

// bookings are all entries.
func (r *sheetRow) bookings() ([]booking.Booking, error) {
	return r.unpack(nil, func(*booking.Booking) bool { return true })
}

// unpack adds the entries that are wanted to a list.
func (r *sheetRow) unpack(to []booking.Booking, wanted func(*booking.Booking) bool) ([]booking.Booking, error) {
	if len(r.Packed) == 0 {
		return to, nil
	}
	from := &packed{left: string(r.Packed), names: r.Names}
	if from.number() != packedForm {
		return nil, models.Errorf(models.Internal, "sheet %s is of a form that this version does not know", r.ID)
	}
	week := appointments.Week(r.Week).Span().From
	for from.left != "" {
		// In its place at once: a variable of its own would be one of the heap.
		to = append(to, booking.Booking{Staff: booking.StaffID(r.Owner)})
		b := &to[len(to)-1]
		from.booking(b, week)
		if from.broken {
			return nil, models.Errorf(models.Internal, "sheet %s is damaged", r.ID)
		}
		if !wanted(b) {
			to = to[:len(to)-1]
		}
	}
	return to, nil
}

// packed reads entries. As a text, so that ids need no memory of their own.
type packed struct {
	left   string
	names  []string
	broken bool
}

func (p *packed) booking(b *booking.Booking, week times.Instant) {
	b.ID = booking.BookingID(p.text(p.number()))
	b.Service = booking.ServiceID(p.name())
	start := week + times.Instant(p.signed())
	b.Start, b.End = start.In(time.UTC), (start + times.Instant(p.number())).In(time.UTC)
	if code := p.number(); code < uint64(len(statusCodes)) {
		b.Status = statusCodes[code]
	} else {
		p.broken = true
	}
	if b.Status == booking.Held {
		b.ExpiresAt = (start + times.Instant(p.signed())).In(time.UTC)
	}
	b.Seats, b.BufferBeforeMinutes, b.BufferAfterMinutes = int(p.number()), int(p.number()), int(p.number())
	for range p.count() {
		part := p.number()
		b.Segments = append(b.Segments, booking.Segment{Minutes: int(part >> 1), Waiting: part&1 == 1})
	}
	for range p.count() {
		b.Units = append(b.Units, booking.UnitID(p.name()))
	}
}

// number reads a number without a sign. It looks like binary.Uvarint, which
// would need a copy of the text.
func (p *packed) number() uint64 {
	var n uint64
	for i := 0; i < len(p.left) && i < binary.MaxVarintLen64; i++ {
		c := p.left[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			p.left = p.left[i+1:]
			return n
		}
	}
	p.left, p.broken = "", true
	return 0
}

func (p *packed) signed() int64 {
	n := p.number()
	return int64(n>>1) ^ -int64(n&1)
}

// count is a number of parts, each of which takes a byte at least.
func (p *packed) count() uint64 {
	n := p.number()
	if n > uint64(len(p.left)) {
		p.broken = true
		return 0
	}
	return n
}

func (p *packed) text(length uint64) string {
	if length > uint64(len(p.left)) {
		p.broken = true
		return ""
	}
	var text string
	text, p.left = p.left[:length], p.left[length:]
	return text
}

func (p *packed) name() string {
	place := p.number()
	if place >= uint64(len(p.names)) {
		p.broken = true
		return ""
	}
	return p.names[place]
}
