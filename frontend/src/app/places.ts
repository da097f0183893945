/** The places of the panel, in the order of the menus. */
export const places = [
  { to: '/', name: 'home' },
  { to: '/contacts', name: 'contacts' },
  { to: '/programme', name: 'programme' },
  { to: '/rewards', name: 'rewards' },
  { to: '/redemptions', name: 'redemptions' },
  { to: '/referrals', name: 'referrals' },
  { to: '/levels', name: 'levels' },
  { to: '/analytics', name: 'analytics' },
  { to: '/messages', name: 'messages' },
  { to: '/deliveries', name: 'deliveries' },
  { to: '/privacy', name: 'privacy' },
] as const;
