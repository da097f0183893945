import { screen, waitFor, within } from '@testing-library/react';
import { expect } from 'vitest';
import type { open } from './render';

type Opened = Pick<Awaited<ReturnType<typeof open>>, 'user' | 'router'>;

/** Holds that a page with unsaved changes asks before it is left, stays when
 * told so, and goes when told so. */
export async function expectAskingBeforeLeaving({ user, router }: Opened) {
  const here = router.state.location.pathname;
  const leave = () => user.click(screen.getAllByRole('link', { name: 'Contacts' })[0]!);
  const question = () => screen.findByRole('dialog', { name: 'Leave without saving?' });
  await leave();
  const asked = await question();
  await user.click(within(asked).getByRole('button', { name: 'Stay' }));
  expect(router.state.location.pathname).toBe(here);
  await waitFor(() => expect(asked).not.toBeInTheDocument());
  await leave();
  await user.click(within(await question()).getByRole('button', { name: 'Leave' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/contacts'));
}
