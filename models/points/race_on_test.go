//go:build race

package points_test

const raceDetector = true
