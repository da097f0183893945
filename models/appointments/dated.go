package appointments

import (
	"time"

	"clientele/models"
)

var dateWord = models.Text{En: "Date", Ja: "日時", Ko: "일시"}

// Dated is what a purchase tells the buyer of when an appointment is: a word in
// their language, and the time on the clocks of a zone.
func Dated(start time.Time, zone *time.Location, language string) (word, when string) {
	return dateWord.In(models.LanguageOf(language)), start.In(zone).Format("2006-01-02 15:04")
}
