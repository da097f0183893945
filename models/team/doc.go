// Package team knows who serves and where: staff, locations, rooms and
// equipment, and the days on which a shop is closed.
package team
