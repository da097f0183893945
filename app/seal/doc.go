// Package seal keeps secrets unreadable at rest: AES-256-GCM under a key from
// the configuration, bound to the shop and the purpose, so that a sealed
// secret opens nowhere else. Each sealed secret names its key, so that one of
// the key before still opens after the key was changed.
//
// It imports models only.
package seal
