import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeAll, expect, it } from 'vitest';
import { sessionQuery } from '../api/session';
import type { Field } from '../api/types';
import { showLanguage } from '../i18n/i18n';
import { faults } from '../test/axe';
import { session, text } from '../test/factories';
import { KindForm } from './KindForm';

const field = (over: Partial<Field>): Field => ({
  name: 'x', type: 'text', required: true, default: '', label: text('Value', '値', '값'), help: text('What it does'), choices: [], more: false, ...over,
});

function show(fields: Field[], errors: Record<string, string> = {}) {
  const queries = new QueryClient();
  queries.setQueryData(sessionQuery.queryKey, session());
  const seen: Record<string, string>[] = [];
  function Holder() {
    const [params, setParams] = useState<Record<string, string>>({});
    return (
      <KindForm
        fields={fields}
        params={params}
        errors={errors}
        onChange={(next) => {
          seen.push(next);
          setParams(next);
        }}
      />
    );
  }
  const view = render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <Holder />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, last: () => seen.at(-1), user: userEvent.setup() };
}

beforeAll(() => showLanguage('en'));

it.each(['integer', 'decimal', 'money', 'text', 'words', 'product_tags'] as const)('asks for %s in a labelled box and keeps it as text', async (type) => {
  const { user, last } = show([field({ type })]);
  await user.type(screen.getByRole('textbox', { name: 'Value' }), '10.50');
  expect(last()).toEqual({ x: '10.50' });
});

it.each(['products', 'product', 'collections'] as const)('asks for %s by their titles and keeps their numbers', async (type) => {
  const { user, last } = show([field({ type })]);
  await user.click(screen.getByRole('combobox', { name: 'Value' }));
  await user.click(await screen.findByRole('option', { name: type === 'collections' ? 'Cups' : 'River mug' }));
  expect(last()).toEqual({ x: type === 'collections' ? '31' : '11' });
});

it('shows the currency beside an amount of money', () => {
  show([field({ type: 'money' })]);
  expect(screen.getByText('USD')).toBeInTheDocument();
});

it('brings up the right keyboard on a phone', () => {
  show([field({ type: 'integer' })]);
  expect(screen.getByRole('textbox', { name: 'Value' })).toHaveAttribute('inputmode', 'numeric');
});

it('asks for a switch as on or off', async () => {
  const { user, last } = show([field({ type: 'switch', default: 'true' })]);
  const input = screen.getByRole('switch', { name: 'Value' });
  expect(input).toBeChecked();
  await user.click(input);
  expect(last()).toEqual({ x: 'false' });
});

it('offers the choices the server names', async () => {
  const { user, last } = show([
    field({ type: 'choice', choices: [{ value: 'a', label: text('Always') }, { value: 'n', label: text('Never') }] }),
  ]);
  await user.click(screen.getByRole('combobox', { name: 'Value' }));
  await user.click(await screen.findByRole('option', { name: 'Never' }));
  expect(last()).toEqual({ x: 'n' });
});

it('asks for a day and a time as the server writes them', async () => {
  const { user, last } = show([field({ type: 'instant' })]);
  await user.type(screen.getByLabelText('Value'), '2026-11-27T23:59');
  expect(last()).toEqual({ x: '2026-11-27T23:59' });
});

it('folds away what few need, unless it is in use or wrong', () => {
  const fields = [field({}), field({ name: 'y', more: true, required: false, label: text('Rare') })];
  show(fields);
  expect(screen.getByText('More settings').closest('details')).not.toHaveAttribute('open');
  show(fields, { y: 'Fill this in.' });
  expect(screen.getAllByText('More settings')[1]?.closest('details')).toHaveAttribute('open');
});

it('starts from the default', () => {
  show([field({ default: '7' })]);
  expect(screen.getByRole('textbox', { name: 'Value' })).toHaveValue('7');
});

it('puts the message beside its field', () => {
  show([field({})], { x: 'Fill this in.' });
  expect(screen.getByRole('textbox', { name: 'Value' })).toBeInvalid();
  expect(screen.getByRole('textbox', { name: 'Value' })).toHaveAccessibleDescription(expect.stringContaining('Fill this in.'));
});

it('speaks the language of the panel', async () => {
  await showLanguage('ja');
  show([field({})]);
  expect(screen.getByRole('textbox', { name: '値' })).toBeInTheDocument();
  await showLanguage('en');
});

it('has no accessibility faults with every kind of field', async () => {
  const types = ['integer', 'decimal', 'money', 'text', 'choice', 'switch', 'products', 'product', 'collections', 'product_tags', 'words', 'instant'] as const;
  const { container } = show(types.map((type) => field({ name: type, type, label: text(`The ${type}`), choices: [{ value: 'a', label: text('A') }] })));
  expect(await faults(container)).toEqual([]);
});
