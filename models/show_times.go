package models

import (
	"fmt"
	"time"
)

var weekdays = map[string][7]string{
	"ja": {"日", "月", "火", "水", "木", "金", "土"},
	"ko": {"일", "월", "화", "수", "목", "금", "토"},
}

// ShowDate writes a day with its weekday as people of a language do.
func ShowDate(t time.Time, language string) string {
	switch language {
	case "ja":
		return t.Format("2006年1月2日") + "（" + weekdays["ja"][t.Weekday()] + "）"
	case "ko":
		return t.Format("2006년 1월 2일") + "(" + weekdays["ko"][t.Weekday()] + ")"
	}
	return t.Format("Monday, 2 January 2006")
}

// ShowWhen writes when something takes place by the clock of a zone, and which
// clock that is. The offset from UTC tells apart what that clock shows twice
// when it is set back; where it is moved in between, both ends have their own.
func ShowWhen(start, end time.Time, zone *time.Location, language string) string {
	start, end = start.In(zone), end.In(zone)
	from, to := start.Format("15:04"), end.Format("15:04")
	clock := zone.String()
	switch {
	case offset(start) == offset(end) && offset(start) != clock:
		clock += ", " + offset(start)
	case offset(start) != offset(end):
		from, to = from+" "+offset(start), to+" "+offset(end)
	}
	if start.Format(time.DateOnly) != end.Format(time.DateOnly) {
		to = joined(ShowDate(end, language), to, language)
	}
	dash, open, shut := "–", " (", ")"
	switch language {
	case "ja":
		dash, open, shut = "～", "（", "）"
	case "ko":
		dash = "~"
	}
	return joined(ShowDate(start, language), from, language) + dash + to + open + clock + shut
}

// ShowMoment writes a time by the clock of a zone, where the text around it says
// which clock that is.
func ShowMoment(t time.Time, zone *time.Location, language string) string {
	t = t.In(zone)
	return joined(ShowDate(t, language), t.Format("15:04"), language)
}

func joined(day, clock, language string) string {
	switch language {
	case "ja":
		return day + clock
	case "ko":
		return day + " " + clock
	}
	return day + ", " + clock
}

// offset is how far a clock is ahead of UTC: UTC, UTC+9, UTC−3:30.
func offset(t time.Time) string {
	_, seconds := t.Zone()
	if seconds == 0 {
		return "UTC"
	}
	sign := "+"
	if seconds < 0 {
		sign, seconds = "−", -seconds
	}
	text := fmt.Sprintf("UTC%s%d", sign, seconds/3600)
	if minutes := seconds / 60 % 60; minutes != 0 {
		text += fmt.Sprintf(":%02d", minutes)
	}
	return text
}
