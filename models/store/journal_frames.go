package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"slices"
	"sync"

	"github.com/256dpi/lungo"
	"github.com/256dpi/lungo/bsonkit"
	"github.com/256dpi/lungo/mongokit"
	"go.mongodb.org/mongo-driver/bson"
)

// magic begins the file; its number changes with the format.
const magic = "clientele database 1\n"

// A frame is a header and a payload. The header has its own checksum, so that
// a damaged length is not taken for the end of the file.
const (
	frameMark  = "\xf7frm"
	headerSize = 4 + 1 + 8 + 8 + 4 + 4

	kindWhole  = byte('W') // all documents
	kindChange = byte('C') // what one commit changed
)

func sum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

func frame(kind byte, seq uint64, payload []byte) []byte {
	return append(header(kind, seq, payload), payload...)
}

func header(kind byte, seq uint64, payload []byte) []byte {
	b := make([]byte, 0, headerSize)
	b = append(b, frameMark...)
	b = append(b, kind)
	b = binary.BigEndian.AppendUint64(b, seq)
	b = binary.BigEndian.AppendUint64(b, uint64(len(payload)))
	b = binary.BigEndian.AppendUint32(b, sum(payload))
	return binary.BigEndian.AppendUint32(b, sum(b))
}

// readFrame reads the frame at the start of b; ok tells whether it is whole.
func readFrame(b []byte) (kind byte, seq uint64, payload []byte, ok bool) {
	if len(b) < headerSize || string(b[:4]) != frameMark || binary.BigEndian.Uint32(b[headerSize-4:]) != sum(b[:headerSize-4]) {
		return 0, 0, nil, false
	}
	length := binary.BigEndian.Uint64(b[13:])
	if length > uint64(len(b)-headerSize) {
		return 0, 0, nil, false
	}
	payload = b[headerSize : headerSize+int(length)]
	return b[4], binary.BigEndian.Uint64(b[5:]), payload, sum(payload) == binary.BigEndian.Uint32(b[21:])
}

// replay reads the frames of a file: what they add up to, where the documents
// end, where the last good one ends, and its number.
func replay(body []byte) (state *documents, whole, end int64, seq uint64, err error) {
	if !bytes.HasPrefix(body, []byte(magic)) {
		return nil, 0, 0, 0, errors.New("it does not begin like one")
	}
	at := len(magic)
	kind, seq, payload, ok := readFrame(body[at:])
	if !ok || kind != kindWhole {
		return nil, 0, 0, 0, errors.New("its documents cannot be read")
	}
	if state, err = readWhole(payload); err != nil {
		return nil, 0, 0, 0, err
	}
	at += headerSize + len(payload)
	whole = int64(at)
	for at < len(body) {
		kind, next, payload, ok := readFrame(body[at:])
		if !ok {
			if wholeFrameIn(body[at+1:]) {
				return nil, 0, 0, 0, fmt.Errorf("the commit at byte %d cannot be read, and later ones follow", at)
			}
			break // the end of a commit that was never confirmed
		}
		if kind != kindChange || next != seq+1 {
			return nil, 0, 0, 0, fmt.Errorf("a commit is missing before byte %d", at)
		}
		if err := state.apply(payload); err != nil {
			return nil, 0, 0, 0, fmt.Errorf("the commit at byte %d: %w", at, err)
		}
		seq = next
		at += headerSize + len(payload)
	}
	return state, whole, int64(at), seq, nil
}

func wholeFrameIn(b []byte) bool {
	for {
		i := bytes.Index(b, []byte(frameMark))
		if i < 0 {
			return false
		}
		if _, _, _, ok := readFrame(b[i:]); ok {
			return true
		}
		b = b[i+1:]
	}
}

// change is what one commit changed.
type change struct {
	Namespaces []namespaceChange `bson:"namespaces"`
}

type namespaceChange struct {
	Name    string       `bson:"name"`
	Put     bsonkit.List `bson:"put"`
	Removed []string     `bson:"removed"`
}

// difference tells what changed between two catalogues. Documents are never
// changed in place, so those that are still there are the same pointers. It is
// not small when indexes or ids are involved that a change cannot carry.
func difference(before, after *lungo.Catalog) (change, bool) {
	var all change
	for handle := range before.Namespaces {
		if handle[0] != lungo.Local && after.Namespaces[handle] == nil {
			return all, false
		}
	}
	for handle, now := range after.Namespaces {
		was := before.Namespaces[handle]
		if handle[0] == lungo.Local || now == was {
			continue
		}
		if was == nil {
			was = mongokit.NewCollection(true)
		}
		if len(was.Indexes) != len(now.Indexes) || len(now.Indexes) != 1 {
			return all, false
		}
		diff, ok := differenceOf(handle.String(), was.Documents, now.Documents)
		if !ok {
			return all, false
		}
		if before.Namespaces[handle] == nil || len(diff.Put)+len(diff.Removed) > 0 {
			all.Namespaces = append(all.Namespaces, diff)
		}
	}
	return all, true
}

func differenceOf(name string, was, now *bsonkit.Set) (namespaceChange, bool) {
	diff := namespaceChange{Name: name, Put: bsonkit.List{}}
	put := map[string]bool{}
	gone, fresh := exchanged(was, now)
	for _, doc := range fresh {
		id, ok := bsonkit.Get(doc, "_id").(string)
		if !ok {
			return diff, false
		}
		put[id] = true
		diff.Put = append(diff.Put, doc)
	}
	for _, doc := range gone {
		id, ok := bsonkit.Get(doc, "_id").(string)
		if !ok {
			return diff, false
		}
		if !put[id] {
			diff.Removed = append(diff.Removed, id)
		}
	}
	return diff, true
}

// exchanged tells which documents only one of two sets has, in their order. Few
// do, and the others stand in the same order, so that most need one look.
func exchanged(was, now *bsonkit.Set) (gone, fresh bsonkit.List) {
	i, j := 0, 0
	for i < len(was.List) || j < len(now.List) {
		if i < len(was.List) && j < len(now.List) && was.List[i] == now.List[j] {
			i++
			j++
			continue
		}
		if i < len(was.List) {
			if _, kept := now.Index[was.List[i]]; !kept {
				gone = append(gone, was.List[i])
				i++
				continue
			}
		}
		if j < len(now.List) {
			if _, kept := was.Index[now.List[j]]; !kept {
				fresh = append(fresh, now.List[j])
				j++
				continue
			}
		}
		i, j = i+1, j+1 // both sets have both, in another order
	}
	return gone, fresh
}

// documents are all documents while a file is read; removed ones leave a gap.
type documents struct {
	file lungo.File
	at   map[string]map[string]int // place by namespace and _id
}

// rawFile is a lungo.File whose documents are still to be read.
type rawFile struct {
	Namespaces map[string]struct {
		Documents []bson.Raw                 `bson:"documents"`
		Indexes   map[string]lungo.FileIndex `bson:"indexes"`
	} `bson:"namespaces"`
}

// readDocuments reads documents on all cores, which is most of what a start takes.
func readDocuments(raw []bson.Raw) (bsonkit.List, error) {
	list := make(bsonkit.List, len(raw))
	cores := runtime.GOMAXPROCS(0)
	failed := make([]error, cores)
	var all sync.WaitGroup
	for core := range cores {
		all.Go(func() {
			for i := core; i < len(raw) && failed[core] == nil; i += cores {
				var doc bson.D
				failed[core] = bson.Unmarshal(raw[i], &doc)
				list[i] = &doc
			}
		})
	}
	all.Wait()
	return list, errors.Join(failed...)
}

func readWhole(payload []byte) (*documents, error) {
	d := &documents{file: lungo.File{Namespaces: map[string]lungo.FileNamespace{}}, at: map[string]map[string]int{}}
	var raw rawFile
	if err := bson.Unmarshal(payload, &raw); err != nil {
		return nil, err
	}
	for name, unread := range raw.Namespaces {
		list, err := readDocuments(unread.Documents)
		if err != nil {
			return nil, err
		}
		namespace := lungo.FileNamespace{Documents: list, Indexes: unread.Indexes}
		d.file.Namespaces[name] = namespace
		places := make(map[string]int, len(namespace.Documents))
		for i, doc := range namespace.Documents {
			if id, ok := bsonkit.Get(doc, "_id").(string); ok {
				places[id] = i
			}
		}
		d.at[name] = places
	}
	return d, nil
}

func (d *documents) apply(payload []byte) error {
	var c change
	if err := bson.Unmarshal(payload, &c); err != nil {
		return err
	}
	for _, diff := range c.Namespaces {
		namespace, known := d.file.Namespaces[diff.Name]
		if !known {
			d.at[diff.Name] = map[string]int{}
			namespace.Indexes = map[string]lungo.FileIndex{
				"_id_": {Key: bsonkit.MustConvert(bson.M{"_id": int32(1)}), Unique: true},
			}
		}
		places := d.at[diff.Name]
		for _, id := range diff.Removed {
			place, found := places[id]
			if !found {
				return fmt.Errorf("it removes %q, which is not there", id)
			}
			namespace.Documents[place] = nil
			delete(places, id)
		}
		for _, doc := range diff.Put {
			id, ok := bsonkit.Get(doc, "_id").(string)
			if !ok {
				return errors.New("it holds a document without a text _id")
			}
			if place, found := places[id]; found {
				namespace.Documents[place] = doc
				continue
			}
			places[id] = len(namespace.Documents)
			namespace.Documents = append(namespace.Documents, doc)
		}
		d.file.Namespaces[diff.Name] = namespace
	}
	return nil
}

func (d *documents) catalog() (*lungo.Catalog, error) {
	for name, namespace := range d.file.Namespaces {
		namespace.Documents = slices.DeleteFunc(namespace.Documents, func(doc bsonkit.Doc) bool { return doc == nil })
		d.file.Namespaces[name] = namespace
	}
	return d.file.BuildCatalog()
}
