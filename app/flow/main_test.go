package flow_test

import (
	"flag"
	"os"
	"testing"

	"clientele/models/store/storetest"
)

func TestMain(m *testing.M) {
	checks := ""
	switch { // each draw is a whole shop
	case os.Getenv("MONGODB_TEST_URL") != "":
		checks = "3"
	case raceDetector: // all of them run without it
		checks = "10"
	}
	if checks != "" {
		if err := flag.Set("rapid.checks", checks); err != nil {
			panic(err)
		}
	}
	storetest.Main(m)
}
