/** The places of the panel, in the order of the menus. */
export const places = [
  { to: '/', name: 'home' },
  { to: '/contacts', name: 'contacts' },
  { to: '/programme', name: 'programme', group: 'loyalty' },
  { to: '/rewards', name: 'rewards', group: 'loyalty' },
  { to: '/redemptions', name: 'redemptions', group: 'loyalty' },
  { to: '/levels', name: 'levels', group: 'loyalty' },
  { to: '/referrals', name: 'referrals', group: 'loyalty' },
  { to: '/messages', name: 'messages', group: 'loyalty' },
  { to: '/analytics', name: 'analytics', group: 'loyalty' },
  { to: '/calendar', name: 'calendar', group: 'bookings' },
  { to: '/services', name: 'services', group: 'bookings' },
  { to: '/team', name: 'team', group: 'bookings' },
  { to: '/booking-report', name: 'bookingReport', group: 'bookings' },
  { to: '/deliveries', name: 'deliveries', group: 'data' },
  { to: '/privacy', name: 'privacy', group: 'data' },
] as const;

export type Place = (typeof places)[number];
export type PlaceGroup = Extract<Place, { group: string }>['group'];

/** The group a place stands in; undefined for one that stands alone. */
export const groupOf = (place: Place): PlaceGroup | undefined => ('group' in place ? place.group : undefined);

/** Neighbours of one group together, all others by themselves. */
export const inGroups = places.reduce<{ group?: PlaceGroup; places: [Place, ...Place[]] }[]>((groups, place) => {
  const group = groupOf(place);
  const last = groups.at(-1);
  if (group && last?.group === group) last.places.push(place);
  else groups.push({ group, places: [place] });
  return groups;
}, []);

/** Whether an address is a place or lies below it. */
export const isAt = (pathname: string, { to }: Place) => pathname === to || (to !== '/' && pathname.startsWith(`${to}/`));
