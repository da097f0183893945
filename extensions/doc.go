// Package extensions carries the files of the theme app extension, so that the
// sandbox can show them without a copy of the sources beside it. Deployment
// reads the directory itself.
package extensions
