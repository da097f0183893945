package store

import (
	"strconv"

	"github.com/256dpi/lungo"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"
)

// wholeFile is a file with all documents, for which there is room for so many
// bytes at first. It is put together document by document, as a lungo.File in one
// piece takes several times its size while it is made.
func wholeFile(catalog *lungo.Catalog, seq uint64, room int64) ([]byte, error) {
	const before = len(magic) + headerSize
	whole, file := bsoncore.AppendDocumentStart(make([]byte, before, int64(before)+room))
	all, file := bsoncore.AppendDocumentElementStart(file, "namespaces")
	for name, namespace := range lungo.BuildFile(withoutLog(catalog)).Namespaces {
		var err error
		if file, err = appendNamespace(file, name, namespace); err != nil {
			return nil, err
		}
	}
	file, err := bsoncore.AppendDocumentEnd(file, all)
	if err != nil {
		return nil, err
	}
	if file, err = bsoncore.AppendDocumentEnd(file, whole); err != nil {
		return nil, err
	}
	copy(file, magic)
	copy(file[len(magic):], header(kindWhole, seq, file[before:]))
	return file, nil
}

// appendNamespace appends a lungo.FileNamespace.
func appendNamespace(file []byte, name string, namespace lungo.FileNamespace) ([]byte, error) {
	all, file := bsoncore.AppendDocumentElementStart(file, name)
	list, file := bsoncore.AppendArrayElementStart(file, "documents")
	for i, doc := range namespace.Documents {
		bytes, err := bson.Marshal(doc)
		if err != nil {
			return nil, err
		}
		file = bsoncore.AppendDocumentElement(file, strconv.Itoa(i), bytes)
	}
	file, err := bsoncore.AppendArrayEnd(file, list)
	if err != nil {
		return nil, err
	}
	indexes, err := bson.Marshal(namespace.Indexes)
	if err != nil {
		return nil, err
	}
	return bsoncore.AppendDocumentEnd(bsoncore.AppendDocumentElement(file, "indexes", indexes), all)
}
