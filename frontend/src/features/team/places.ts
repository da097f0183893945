// What browsers have no names for. These are names, the same in each language.
const regions: Record<string, string> = {
  'AU-ACT': 'Australian Capital Territory', 'AU-NSW': 'New South Wales', 'AU-NT': 'Northern Territory', 'AU-QLD': 'Queensland',
  'AU-SA': 'South Australia', 'AU-TAS': 'Tasmania', 'AU-VIC': 'Victoria', 'AU-WA': 'Western Australia',
  'DE-BB': 'Brandenburg', 'DE-BE': 'Berlin', 'DE-BW': 'Baden-Württemberg', 'DE-BY': 'Bayern', 'DE-HB': 'Bremen', 'DE-HE': 'Hessen',
  'DE-HH': 'Hamburg', 'DE-MV': 'Mecklenburg-Vorpommern', 'DE-NI': 'Niedersachsen', 'DE-NW': 'Nordrhein-Westfalen', 'DE-RP': 'Rheinland-Pfalz',
  'DE-SH': 'Schleswig-Holstein', 'DE-SL': 'Saarland', 'DE-SN': 'Sachsen', 'DE-ST': 'Sachsen-Anhalt', 'DE-TH': 'Thüringen',
};

/** What a country or region is called in a language. */
export function placeName(place: string, language: string): string {
  const country = new Intl.DisplayNames(language, { type: 'region' }).of(place.slice(0, 2)) ?? place;
  return place.length === 2 ? country : `${country} · ${regions[place] ?? place.slice(3)}`;
}
