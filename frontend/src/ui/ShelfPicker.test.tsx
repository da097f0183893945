import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { useState } from 'react';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { showLanguage } from '../i18n/i18n';
import { faults } from '../test/axe';
import { answer, server } from '../test/server';
import { ReadingProducts } from './ReadingProducts';
import { ShelfPicker } from './ShelfPicker';

const mug = { id: '11', title: 'River mug' };
const bowl = { id: '12', title: 'Ash-glaze bowl' };

function show(start: string[] = [], error?: string) {
  const seen: string[][] = [];
  function Holder() {
    const [value, setValue] = useState(start);
    return (
      <ShelfPicker
        kind="products"
        label="Only these products"
        error={error}
        value={value}
        onChange={(next) => {
          seen.push(next);
          setValue(next);
        }}
      />
    );
  }
  const view = render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <Holder />
        <ReadingProducts />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, last: () => seen.at(-1) };
}

beforeAll(() => showLanguage('en'));
afterEach(() => {
  delete window.shopify;
});

it('finds products by their titles and keeps their numbers', async () => {
  server.use(
    http.get('*/api/admin/products', ({ request }) => {
      const search = new URL(request.url).searchParams.get('search') ?? '';
      return HttpResponse.json({ granted: true, items: [mug, bowl].filter((p) => p.title.toLowerCase().includes(search)), more: false });
    }),
  );
  const { last, container } = show();
  await userEvent.type(screen.getByRole('combobox', { name: 'Only these products' }), 'mug');
  await userEvent.click(await screen.findByRole('option', { name: 'River mug' }));
  expect(last()).toEqual(['11']);
  await userEvent.keyboard('{Escape}'); // the list closes
  expect(await faults(container)).toEqual([]);
});

it('shows titles instead of numbers, and says what the store does not have any more', async () => {
  server.use(answer('get', '/products', { granted: true, items: [mug, { id: '99', title: 'Moon lamp', gone: true }], more: false }));
  show(['11', '99']);
  expect(await screen.findByText('River mug')).toBeInTheDocument();
  expect(await screen.findByText('The store does not have this any more: Moon lamp. Take it out.')).toBeInTheDocument();
  expect(screen.getByRole('combobox', { name: 'Only these products' })).toBeInvalid();
});

it('lets numbers be typed and the permission be given where products cannot be read', async () => {
  const request = vi.fn().mockResolvedValue({ result: 'declined-all' });
  window.shopify = { scopes: { request, query: () => Promise.resolve({ granted: [] }) } };
  server.use(
    answer('get', '/products', { granted: false, items: [], more: false }),
    answer('get', '/collections', { granted: false, items: [], more: false }),
  );
  const { last } = show();
  await userEvent.click(await screen.findByRole('button', { name: 'Allow' }));
  expect(request).toHaveBeenCalledWith(['read_products']);
  await userEvent.type(screen.getByRole('combobox', { name: 'Only these products' }), '77');
  await userEvent.click(await screen.findByRole('option', { name: '77' }));
  expect(last()).toEqual(['77']);
});

it('opens the picker of the store admin where there is one', async () => {
  const resourcePicker = vi.fn().mockResolvedValue([{ id: 'gid://shopify/Product/12' }]);
  window.shopify = { resourcePicker };
  const { last } = show(['11']);
  await userEvent.click(screen.getByRole('button', { name: 'Browse' }));
  expect(resourcePicker).toHaveBeenCalledWith(expect.objectContaining({ type: 'product', selectionIds: [{ id: 'gid://shopify/Product/11' }] }));
  expect(last()).toEqual(['12']);
});
