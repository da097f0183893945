package booking

// The most that a service may ask for.
const (
	DurationMinutesMax = 24 * 60
	BufferMinutesMax   = 12 * 60
)
