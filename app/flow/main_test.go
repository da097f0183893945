package flow_test

import (
	"flag"
	"os"
	"testing"

	"clientele/models/store/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv("MONGODB_TEST_URL") != "" { // each draw is a whole shop of the server
		if err := flag.Set("rapid.checks", "3"); err != nil {
			panic(err)
		}
	}
	storetest.Main(m)
}
