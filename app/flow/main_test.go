package flow_test

import (
	"testing"

	"clientele/models/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }
