/** The places of the panel, in the order of the menus. */
export const places = [
  { to: '/', name: 'home' },
  { to: '/contacts', name: 'contacts' },
  { to: '/programme', name: 'programme' },
  { to: '/rewards', name: 'rewards' },
  { to: '/redemptions', name: 'redemptions' },
  { to: '/referrals', name: 'referrals' },
  { to: '/levels', name: 'levels' },
  { to: '/calendar', name: 'calendar', group: 'bookings' },
  { to: '/services', name: 'services', group: 'bookings' },
  { to: '/team', name: 'team', group: 'bookings' },
  { to: '/booking-report', name: 'bookingReport', group: 'bookings' },
  { to: '/analytics', name: 'analytics' },
  { to: '/messages', name: 'messages' },
  { to: '/deliveries', name: 'deliveries' },
  { to: '/privacy', name: 'privacy' },
] as const;

type Place = (typeof places)[number];

/** The group a place stands in; undefined for one that stands alone. */
export const groupOf = (place: Place) => ('group' in place ? place.group : undefined);
