package holidays

import (
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fi"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lu"
	"github.com/rickar/cal/v2/mx"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/pt"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// places is every country and region there is.
var places = map[string]yearly{
	"AT": library(at.Holidays),
	"BE": library(be.Holidays),
	"BR": library(br.Holidays),
	"CA": library(ca.Holidays),
	"CH": library(ch.Holidays),
	"CZ": library(cz.Holidays),
	"DE": library(de.Holidays),
	"DK": library(dk.Holidays),
	"ES": library(es.Holidays),
	"FI": library(fi.Holidays),
	"FR": library(fr.Holidays),
	"GB": library(gb.Holidays),
	"GR": library(gr.Holidays),
	"IE": library(ie.Holidays),
	"IT": library(it.Holidays),
	"JP": library(jp.Holidays),
	"KR": korea,
	"LU": library(lu.Holidays),
	"MX": library(mx.Holidays),
	"NL": library(nl.Holidays),
	"NO": library(no.Holidays),
	"NZ": library(nz.Holidays),
	"PL": library(pl.Holidays),
	"PT": library(pt.Holidays),
	"SE": library(se.Holidays),
	"US": library(us.Holidays),
	"ZA": library(za.Holidays),

	"AU-ACT": library(au.HolidaysACT),
	"AU-NSW": library(au.HolidaysNSW),
	"AU-NT":  library(au.HolidaysNT),
	"AU-QLD": library(au.HolidaysQLD),
	"AU-SA":  library(au.HolidaysSA),
	"AU-TAS": library(au.HolidaysTAS),
	"AU-VIC": library(au.HolidaysVIC),
	"AU-WA":  library(au.HolidaysWA),
	"DE-BB":  library(de.HolidaysBB),
	"DE-BE":  library(de.HolidaysBE),
	"DE-BW":  library(de.HolidaysBW),
	"DE-BY":  library(de.HolidaysBY),
	"DE-HB":  library(de.HolidaysHB),
	"DE-HE":  library(de.HolidaysHE),
	"DE-HH":  library(de.HolidaysHH),
	"DE-MV":  library(de.HolidaysMV),
	"DE-NI":  library(de.HolidaysNI),
	"DE-NW":  library(de.HolidaysNW),
	"DE-RP":  library(de.HolidaysRP),
	"DE-SH":  library(de.HolidaysSH),
	"DE-SL":  library(de.HolidaysSL),
	"DE-SN":  library(de.HolidaysSN),
	"DE-ST":  library(de.HolidaysST),
	"DE-TH":  library(de.HolidaysTH),
}
