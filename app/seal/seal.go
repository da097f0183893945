package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"io"

	"clientele/models"
)

// A sealed secret is: version (1 byte), key id (4), nonce (12), ciphertext
// with tag (16 more than the secret).
const (
	version    = 1
	keyIDSize  = 4
	nonceSize  = 12
	headerSize = 1 + keyIDSize + nonceSize
	tagSize    = 16
	secretMax  = 64 << 10

	// KeySize is the size of a key in bytes.
	KeySize = 32
)

// Box seals with its first key and opens with any of them.
type Box struct {
	random io.Reader
	keys   []key
}

type key struct {
	id   [keyIDSize]byte
	aead cipher.AEAD
}

// ParseKey reads a key as written in the configuration: the base64 of 32 bytes.
func ParseKey(text string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != KeySize {
		return nil, models.Errorf(models.Invalid, "must be the base64 of %d random bytes; make one with: openssl rand -base64 %d", KeySize, KeySize)
	}
	if constant(raw) {
		return nil, models.Errorf(models.Invalid, "is one byte repeated; make one with: openssl rand -base64 %d", KeySize)
	}
	return raw, nil
}

func constant(raw []byte) bool {
	for _, b := range raw {
		if b != raw[0] {
			return false
		}
	}
	return true
}

// New makes a box. random gives the nonces and must not be predictable. The
// first key seals; the others, of former times, only open.
func New(random io.Reader, keys ...[]byte) (*Box, error) {
	if random == nil || len(keys) == 0 {
		return nil, models.Errorf(models.Internal, "sealing needs a random source and a key")
	}
	b := &Box{random: random}
	for _, raw := range keys {
		if len(raw) != KeySize {
			return nil, models.Errorf(models.Internal, "a sealing key has %d bytes instead of %d", len(raw), KeySize)
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return nil, models.Wrap(models.Internal, err, "a sealing key cannot be used")
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, models.Wrap(models.Internal, err, "a sealing key cannot be used")
		}
		k := key{aead: aead}
		sum := sha256.Sum256(append([]byte("clientele key id\x00"), raw...))
		copy(k.id[:], sum[:])
		b.keys = append(b.keys, k)
	}
	return b, nil
}

// Seal encrypts a secret for a shop and a purpose.
func (b *Box) Seal(shop models.ShopID, purpose, secret string) ([]byte, error) {
	if len(secret) > secretMax {
		return nil, models.Errorf(models.Internal, "a secret of %d bytes is too long to seal", len(secret))
	}
	k := b.keys[0]
	sealed := make([]byte, headerSize, headerSize+len(secret)+tagSize)
	sealed[0] = version
	copy(sealed[1:], k.id[:])
	nonce := sealed[1+keyIDSize : headerSize]
	if _, err := io.ReadFull(b.random, nonce); err != nil {
		return nil, models.Wrap(models.Internal, err, "the random source failed")
	}
	return k.aead.Seal(sealed, nonce, []byte(secret), bound(sealed, shop, purpose)), nil
}

// Open decrypts what Seal made for the same shop and purpose. Anything else,
// and a key that is not configured any more, is models.Internal.
func (b *Box) Open(shop models.ShopID, purpose string, sealed []byte) (string, error) {
	if len(sealed) < headerSize+tagSize || len(sealed) > headerSize+tagSize+secretMax || sealed[0] != version {
		return "", models.Errorf(models.Internal, "a sealed secret of %s has an unknown form", shop)
	}
	known := false
	for _, k := range b.keys {
		if string(k.id[:]) != string(sealed[1:1+keyIDSize]) {
			continue
		}
		known = true
		secret, err := k.aead.Open(nil, sealed[1+keyIDSize:headerSize], sealed[headerSize:], bound(sealed, shop, purpose))
		if err == nil {
			return string(secret), nil
		}
	}
	if !known {
		return "", models.Errorf(models.Internal, "a secret of %s was sealed with a key that is not configured; set ENCRYPTION_KEY_OLD to the key before", shop)
	}
	return "", models.Errorf(models.Internal, "a sealed secret of %s was changed or belongs elsewhere", shop)
}

// Current tells whether a sealed secret names the key that seals now.
func (b *Box) Current(sealed []byte) bool {
	return len(sealed) > headerSize && sealed[0] == version && string(sealed[1:1+keyIDSize]) == string(b.keys[0].id[:])
}

// bound is what a sealed secret is tied to: its own header, shop and purpose.
func bound(sealed []byte, shop models.ShopID, purpose string) []byte {
	return append(append([]byte{}, sealed[:1+keyIDSize]...), string(shop)+"|"+purpose...)
}
