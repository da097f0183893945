import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { routes } from '../app/routes';
import type { Language } from '../i18n/languages';
import { showLanguage } from '../i18n/i18n';
import { theme } from '../ui/theme';

/** Opens the whole panel at an address, against the fake server. */
export async function open(path: string, language: Language = 'en') {
  await showLanguage(language);
  const router = createMemoryRouter(routes, { initialEntries: [path] });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  const view = render(
    <MantineProvider theme={theme} forceColorScheme="light" env="test">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Notifications />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, router, user: userEvent.setup() };
}
