package services

import (
	"slices"

	"clientele/models"
	"clientele/models/booking"
)

// Variant is the one of an id; the only one there is for an empty id.
func (s Settings) Variant(id string) (Variant, error) {
	if id == "" && len(s.Variants) == 1 {
		return s.Variants[0], nil
	}
	for _, v := range s.Variants {
		if v.ID == id {
			return v, nil
		}
	}
	return Variant{}, refused("variant", "is none of this service; load the page again")
}

// Chosen gives the add-ons of some ids, in the order of the service.
func (s Settings) Chosen(ids []string) ([]AddOn, error) {
	var chosen []AddOn
	for _, a := range s.AddOns {
		if slices.Contains(ids, a.ID) {
			chosen = append(chosen, a)
		}
	}
	if len(chosen) != len(ids) {
		return nil, refused("addOns", "must be add-ons of this service, each once")
	}
	return chosen, nil
}

// TimingOf is the service as the slot engine knows it, with the length of a
// variant and its add-ons. What add-ons take longer is work at the end.
func (s Service) TimingOf(variant string, addOns []string) (booking.Service, error) {
	v, err := s.Variant(variant)
	if err != nil {
		return booking.Service{}, err
	}
	chosen, err := s.Chosen(addOns)
	if err != nil {
		return booking.Service{}, err
	}
	t := s.Timing
	t.ID, t.DurationMinutes, t.Segments = s.ID, v.DurationMinutes, slices.Clone(v.Segments)
	for _, a := range chosen {
		t.DurationMinutes += a.Minutes
		if last := len(t.Segments) - 1; last >= 0 {
			t.Segments[last].Minutes += a.Minutes
		}
	}
	if t.DurationMinutes > booking.DurationMinutesMax {
		return t, refused("addOns", "make the appointment longer than a day; choose fewer")
	}
	return t, nil
}

func refused(path, message string) error {
	return models.InvalidFields([]models.FieldProblem{{Path: path, Message: message}})
}
