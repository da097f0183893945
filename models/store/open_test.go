package store_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"

	"clientele/models"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

func TestF10ADatabaseOfANewerVersionIsRefused(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/clientele.db"
	s, err := openFile(path)
	if err != nil {
		t.Fatal(err)
	}
	setSchema(t, s, 99)
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = openFile(path)
	if models.CodeOf(err) != models.Conflict || !strings.Contains(err.Error(), "newer version") {
		t.Fatalf("got %v, want a refusal that names the newer version", err)
	}
	// The refusal lets go of the file.
	if _, err = openFile(path); !strings.Contains(err.Error(), "newer version") {
		t.Fatalf("the second try got %v", err)
	}
}

func TestF13AnInterruptedMigrationIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/clientele.db"
	s, err := openFile(path)
	if err != nil {
		t.Fatal(err)
	}
	setSchema(t, s, 0)
	// The lease of a process that was killed in the middle of it.
	_, err = s.Raw().Collection("meta").InsertOne(t.Context(), bson.D{
		{Key: "_id", Value: "migration"}, {Key: "holder", Value: "embedded"}, {Key: "until", Value: storetest.Start.Add(time.Hour)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	s = storetest.OpenAt(t, "file:"+path, "")
	version, err := s.Schema(t.Context())
	if err != nil || version != store.Steps {
		t.Errorf("version %d, %v", version, err)
	}
	n, err := s.Raw().Collection("meta").CountDocuments(t.Context(), bson.D{{Key: "_id", Value: "migration"}})
	if err != nil || n != 0 {
		t.Errorf("the lease was not given back: %d, %v", n, err)
	}
}

func setSchema(t *testing.T, s *store.Store, version int) {
	t.Helper()
	_, err := s.Raw().Collection("meta").UpdateOne(t.Context(), bson.D{{Key: "_id", Value: "schema"}},
		bson.D{{Key: "$set", Value: bson.D{{Key: "version", Value: version}}}})
	if err != nil {
		t.Fatal(err)
	}
}

// What is not on the list would survive the erasure of a shop.
func TestEveryCollectionIsOnTheListForErasure(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	storetest.Populate(t, s, storetest.ShopFor(t))
	names, err := s.Raw().ListCollectionNames(t.Context(), bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "meta" })
	want := slices.Clone(store.Collections)
	slices.Sort(names)
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("the database has the collections\n%v, on the list are\n%v", names, want)
	}
	if last := store.Collections[len(store.Collections)-1]; last != "shops" {
		t.Errorf("%s is erased last; it has to be the shop, so that an interrupted erasure is found again", last)
	}
}

func TestEveryDocumentStartsWithItsShop(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	shop := storetest.ShopFor(t)
	storetest.Populate(t, s, shop)
	for _, name := range store.Collections {
		cursor, err := s.Raw().Collection(name).Find(t.Context(), bson.D{})
		if err != nil {
			t.Fatal(err)
		}
		var found []struct {
			ID   string `bson:"_id"`
			Shop string `bson:"shop"`
		}
		if err := cursor.All(t.Context(), &found); err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			t.Errorf("%s is empty: Populate has to reach every collection", name)
		}
		for _, d := range found {
			if d.Shop != string(shop) || !strings.HasPrefix(d.ID, string(shop)) {
				t.Errorf("%s holds %q of shop %q", name, d.ID, d.Shop)
			}
		}
	}
}

func TestDropRefusesWhatWasNotMadeForATest(t *testing.T) {
	t.Parallel()
	if err := storetest.OpenAt(t, "memory:", "").Drop(t.Context()); models.CodeOf(err) != models.Forbidden {
		t.Errorf("got %v, want Forbidden", err)
	}
}

func TestDriverErrorsAreTranslated(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want models.Code
	}{
		{mongo.ErrNoDocuments, models.NotFound},
		{mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 11000, Message: "E11000 duplicate key error"}}}, models.Conflict},
		{errors.New(`duplicate document for index "_id_"`), models.Conflict},
		{context.DeadlineExceeded, models.Unavailable},
		{context.Canceled, models.Unavailable},
		{mongo.ErrClientDisconnected, models.Unavailable},
		{mongo.CommandError{Code: 10107, Message: "not primary"}, models.Unavailable},
		{mongo.CommandError{Code: 112, Labels: []string{"TransientTransactionError"}}, models.Unavailable},
		{mongo.CommandError{Code: 13, Message: "not authorized"}, models.Unavailable},
		{errors.New("token acquisition timeout"), models.Unavailable},
		{errors.New("something else"), models.Internal},
		{models.Errorf(models.TooMany, "ours"), models.TooMany},
	} {
		if got := models.CodeOf(store.Known(t.Context(), c.err, "thing")); got != c.want {
			t.Errorf("%v is %s, want %s", c.err, got, c.want)
		}
	}
	if err := store.Known(t.Context(), nil, "thing"); err != nil {
		t.Errorf("no error became %v", err)
	}
}

// fakeMongo answers every command with one document, or never.
func fakeMongo(t *testing.T, answer bson.D) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	body, err := bson.Marshal(append(bson.D{}, answer...))
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = conn.Close() })
			go serveMongo(conn, body, answer == nil)
		}
	}()
	return "mongodb://someone:hunter2@" + listener.Addr().String() + "/clientele?authMechanism=PLAIN"
}

// serveMongo speaks as much of the wire protocol as a greeting needs: replies
// to OP_QUERY (2004) are OP_REPLY (1), to OP_MSG (2013) are OP_MSG.
func serveMongo(conn net.Conn, body []byte, silent bool) {
	defer func() { _ = conn.Close() }()
	header := make([]byte, 16)
	for {
		if _, err := io.ReadFull(conn, header); err != nil {
			return
		}
		length, request, code := binary.LittleEndian.Uint32(header), binary.LittleEndian.Uint32(header[4:]), binary.LittleEndian.Uint32(header[12:])
		if length < 16 || length > 1<<20 {
			return
		}
		if _, err := io.ReadFull(conn, make([]byte, length-16)); err != nil {
			return
		}
		if silent {
			continue
		}
		reply, payload := uint32(2013), append(make([]byte, 5), body...)
		if code == 2004 {
			reply, payload = 1, append(make([]byte, 20), body...)
			payload[16] = 1 // one document
		}
		out := binary.LittleEndian.AppendUint32(nil, uint32(16+len(payload)))
		out = binary.LittleEndian.AppendUint32(out, 1)
		out = binary.LittleEndian.AppendUint32(out, request)
		out = binary.LittleEndian.AppendUint32(out, reply)
		if _, err := conn.Write(append(out, payload...)); err != nil {
			return
		}
	}
}

func greeting(more ...bson.E) bson.D {
	return append(bson.D{{Key: "ok", Value: 1.0}, {Key: "minWireVersion", Value: int32(0)}, {Key: "maxWireVersion", Value: int32(21)},
		{Key: "helloOk", Value: true}, {Key: "isWritablePrimary", Value: true}}, more...)
}

func TestF10AMongoDBThatCannotServeIsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer bson.D
		code   models.Code
		says   string
	}{
		"standalone":    {greeting(), models.Invalid, "--replSet"},
		"not initiated": {bson.D{{Key: "ok", Value: 1.0}, {Key: "isreplicaset", Value: true}, {Key: "maxWireVersion", Value: int32(21)}}, models.Invalid, "rs.initiate()"},
		"silent":        {nil, models.Unavailable, "no MongoDB answers at 127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			_, err := store.Open(t.Context(), fakeMongo(t, c.answer), store.Options{Now: frozen})
			if models.CodeOf(err) != c.code || err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s and %q", err, c.code, c.says)
			}
			if err != nil && (strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "someone")) {
				t.Errorf("the refusal tells the password: %v", err)
			}
			if took := time.Since(began); took > 15*time.Second {
				t.Errorf("the refusal took %s", took)
			}
		})
	}
}

func TestF10AMongoDBThatIsNotThereIsRefusedQuickly(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	_, err = store.Open(t.Context(), "mongodb://someone:hunter2@"+address+"/x", store.Options{Now: frozen})
	if models.CodeOf(err) != models.Unavailable || err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v, want Unavailable without a password", err)
	}
}
