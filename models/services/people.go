package services

import (
	"slices"

	"clientele/models/booking"
)

// Names tells whether the service is performed by somebody because it names
// them.
func (s Settings) Names(staff booking.StaffID) bool {
	return slices.Contains(s.Timing.Staff, staff)
}

// UnitsOf is how many units of a pool the service needs.
func (s Settings) UnitsOf(pool booking.PoolID) int {
	for _, need := range s.Timing.Needs {
		if need.Pool == pool {
			return need.Count
		}
	}
	return 0
}

// Performed tells whether one of the staff performs the service.
func (s Settings) Performed(staff []booking.Staff) bool {
	return slices.ContainsFunc(staff, func(one booking.Staff) bool { return s.Timing.Performs(one.ID) })
}
