import { createBrowserRouter, type RouteObject } from 'react-router';
import { Crash, Lost } from './Crash';
import { Shell } from './Shell';

/** Every page of the panel; each is loaded when it is first opened. */
export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <Crash />,
    hydrateFallbackElement: <div />,
    children: [
      {
        errorElement: <Crash />,
        children: [
          { path: '/', lazy: async () => ({ Component: (await import('./HomeRoute')).HomeRoute }) },
          {
            path: '/contacts',
            lazy: async () => ({ Component: (await import('../features/contacts/ContactsPage')).ContactsPage }),
          },
          {
            path: '/contacts/:id',
            lazy: async () => ({ Component: (await import('../features/contacts/ContactPage')).ContactPage }),
          },
          {
            path: '/contacts/:id/merge',
            lazy: async () => ({ Component: (await import('../features/contacts/MergePage')).MergePage }),
          },
          {
            path: '/programme',
            lazy: async () => ({ Component: (await import('../features/programme/ProgrammePage')).ProgrammePage }),
          },
          {
            path: '/rewards',
            lazy: async () => ({ Component: (await import('../features/rewards/RewardsPage')).RewardsPage }),
          },
          {
            path: '/redemptions',
            lazy: async () => ({ Component: (await import('../features/rewards/RedemptionsPage')).RedemptionsPage }),
          },
          {
            path: '/referrals',
            lazy: async () => ({ Component: (await import('../features/referrals/ReferralsPage')).ReferralsPage }),
          },
          {
            path: '/levels',
            lazy: async () => ({ Component: (await import('../features/levels/LevelsPage')).LevelsPage }),
          },
          {
            path: '/calendar',
            lazy: async () => ({ Component: (await import('../features/calendar/CalendarPage')).CalendarPage }),
          },
          {
            path: '/booking-report',
            lazy: async () => ({ Component: (await import('../features/bookingReport/BookingReportPage')).BookingReportPage }),
          },
          {
            path: '/services',
            lazy: async () => ({ Component: (await import('../features/services/ServicesPage')).ServicesPage }),
          },
          ...['/services/new', '/services/:id'].map((path) => ({
            path,
            lazy: async () => ({ Component: (await import('../features/services/ServicePage')).ServicePage }),
          })),
          {
            path: '/team',
            lazy: async () => ({ Component: (await import('../features/team/TeamPage')).TeamPage }),
          },
          ...['/team/new', '/team/:id'].map((path) => ({
            path,
            lazy: async () => ({ Component: (await import('../features/team/MemberPage')).MemberPage }),
          })),
          {
            path: '/analytics',
            lazy: async () => ({ Component: (await import('../features/analytics/AnalyticsPage')).AnalyticsPage }),
          },
          {
            path: '/messages',
            lazy: async () => ({ Component: (await import('../features/messages/MessagesPage')).MessagesPage }),
          },
          {
            path: '/deliveries',
            lazy: async () => ({ Component: (await import('../features/deliveries/DeliveriesPage')).DeliveriesPage }),
          },
          {
            path: '/deliveries/:id',
            lazy: async () => ({ Component: (await import('../features/deliveries/DeliveryPage')).DeliveryPage }),
          },
          {
            path: '/privacy',
            lazy: async () => ({ Component: (await import('../features/privacy/PrivacyPage')).PrivacyPage }),
          },
          { path: '*', element: <Lost /> },
        ],
      },
    ],
  },
];

export function makeRouter() {
  return createBrowserRouter(routes);
}
