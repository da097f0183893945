import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { ProgrammeChange } from '../../api/types';
import { faults } from '../../test/axe';
import { kinds, preview, programme } from '../../test/factories';
import { expectAskingBeforeLeaving } from '../../test/leaving';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

/** Takes the programme that is saved and remembers it. */
function saving() {
  const sent: ProgrammeChange[] = [];
  server.use(
    http.put('*/api/admin/programme', async ({ request }) => {
      const body = (await request.json()) as ProgrammeChange;
      sent.push(body);
      return HttpResponse.json(programme({ version: 4, settings: body.settings, history: [{ version: 4, savedAt: '2026-11-22T09:00:00Z', savedBy: '1', note: body.note }] }));
    }),
  );
  return sent;
}

const rule = (number: number) => screen.getAllByRole('listitem').filter((li) => li.querySelector('h3'))[number - 1]!;

describe('editing the programme', () => {
  it('saves a change as a new version on top of the one looked at', async () => {
    const sent = saving();
    const { user } = await open('/programme');
    expect(await screen.findByText(/Version 3, saved Nov 1, 2026/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('switch', { name: 'Tax' }));
    await user.type(screen.getByRole('textbox', { name: 'What changed and why' }), 'Tax counts');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Version 4 is saved.')).toBeInTheDocument();
    expect(sent).toEqual([{ baseVersion: 3, note: 'Tax counts', settings: { ...programme().settings, includeTax: true } }]);
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument());
    expect(screen.getByText(/Tax counts/)).toBeInTheDocument();
  });

  it('takes changes back', async () => {
    const { user } = await open('/programme');
    const tax = await screen.findByRole('switch', { name: 'Tax' });
    await user.click(tax);
    await user.click(screen.getByRole('button', { name: 'Discard' }));
    expect(tax).not.toBeChecked();
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
  });

  it('adds a rule of any kind the server describes, moves and removes it', async () => {
    const sent = saving();
    const { user } = await open('/programme');
    await user.click(await screen.findByRole('button', { name: 'Add a rule' }));
    await user.click(await screen.findByRole('menuitem', { name: /Points for the first order/ }));
    await user.click(screen.getByRole('button', { name: 'Move rule 3 up' }));
    await user.click(screen.getByRole('button', { name: 'Remove rule 1: Points per amount spent' }));
    expect(within(rule(1)).getByRole('textbox', { name: 'Points' })).toHaveValue('100');
    await user.clear(within(rule(1)).getByRole('textbox', { name: 'Points' }));
    await user.type(within(rule(1)).getByRole('textbox', { name: 'Points' }), '250');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]!.settings.rules.map((r) => [r.kind, r.params['points']])).toEqual([
      ['first_order', '250'],
      ['first_order', '100'],
    ]);
  });

  it('says beside the field what is wrong, before anything is sent', async () => {
    const sent = saving();
    const { user } = await open('/programme');
    await screen.findByRole('button', { name: 'Add a rule' });
    await user.clear(within(rule(1)).getByRole('textbox', { name: 'For every' }));
    await user.clear(screen.getByRole('textbox', { name: 'Days until points become available' }));
    await user.type(screen.getByRole('textbox', { name: 'Days until points become available' }), '400');
    await user.clear(screen.getByRole('textbox', { name: 'Points last' }));
    await user.type(screen.getByRole('textbox', { name: 'Points last' }), '121');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(within(rule(1)).getByText('Fill this in.')).toBeInTheDocument();
    expect(screen.getByText('Enter 0 to 120.')).toBeInTheDocument();
    expect(screen.getByText('Enter 0 to 365.')).toBeInTheDocument();
    expect(screen.getByText(/Some settings need attention/)).toBeInTheDocument();
    expect(sent).toEqual([]);
    await user.type(within(rule(1)).getByRole('textbox', { name: 'For every' }), '1');
    expect(within(rule(1)).queryByText('Fill this in.')).not.toBeInTheDocument();
  });

  it('shows what the server refused beside its field', async () => {
    server.use(refuse('put', '/programme', 422, 'invalid', [{ location: 'body.settings.rules[1].params.points', message: 'is too generous' }]));
    const { user } = await open('/programme');
    await user.click(await screen.findByRole('switch', { name: 'Tax' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await within(rule(2)).findByText('is too generous')).toBeInTheDocument();
  });

  it('keeps the changes when somebody else was first, and loads theirs on demand', async () => {
    server.use(refuse('put', '/programme', 409, 'conflict'));
    const { user } = await open('/programme');
    await user.click(await screen.findByRole('switch', { name: 'Tax' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/Somebody saved another version/)).toBeInTheDocument();
    expect(screen.getByRole('switch', { name: 'Tax' })).toBeChecked();
    server.use(answer('get', '/programme', programme({ version: 5 })));
    await user.click(screen.getByRole('button', { name: 'Load the newest' }));
    expect(await screen.findByText(/Version 5, saved/)).toBeInTheDocument();
    expect(screen.getByRole('switch', { name: 'Tax' })).not.toBeChecked();
  });

  it('asks before unsaved changes are lost', async () => {
    const panel = await open('/programme');
    await panel.user.click(await screen.findByRole('switch', { name: 'Tax' }));
    await expectAskingBeforeLeaving(panel);
  });

  it('explains each way to take points back with the same example', async () => {
    await open('/programme');
    expect(await screen.findByRole('radio', { name: 'Take everything back' })).toHaveAccessibleDescription(/falls to −70/);
    expect(screen.getByRole('radio', { name: 'Take back what is left' })).toHaveAccessibleDescription(/balance is 0/);
    expect(screen.getByRole('radio', { name: 'Take back only pending points' })).toHaveAccessibleDescription(/remains 30/);
  });

  it('keeps a rule whose kind it does not know', async () => {
    const settings = { ...programme().settings, rules: [{ id: 'x', kind: 'moon_phase', params: { full: '2' } }] };
    server.use(answer('get', '/programme', programme({ settings })));
    const sent = saving();
    const { user } = await open('/programme');
    expect(await screen.findByText(/not known to this version/)).toBeInTheDocument();
    await user.click(screen.getByRole('switch', { name: 'Tax' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent[0]?.settings.rules).toEqual(settings.rules));
  });

  it('stops at twenty rules', async () => {
    const rules = Array.from({ length: 20 }, (_, i) => ({ id: `r${i}`, kind: 'first_order', params: { points: '1' } }));
    server.use(answer('get', '/programme', programme({ settings: { ...programme().settings, rules } })));
    await open('/programme');
    expect(await screen.findByRole('button', { name: 'Add a rule' })).toBeDisabled();
    expect(screen.getByText('20 rules are the most.')).toBeInTheDocument();
  });

  it('says that without rules orders earn nothing', async () => {
    server.use(answer('get', '/programme', programme({ settings: { ...programme().settings, rules: [] } })));
    await open('/programme');
    expect(await screen.findByText('No rules: orders earn nothing.')).toBeInTheDocument();
  });
});

describe('the preview on past orders', () => {
  it('tries the settings as they stand, unsaved', async () => {
    const sent: unknown[] = [];
    server.use(
      http.post('*/api/admin/programme/preview', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(preview());
      }),
    );
    const { user } = await open('/programme');
    await user.click(await screen.findByRole('switch', { name: 'Shipping' }));
    await user.click(screen.getByRole('button', { name: 'Preview' }));
    const row = await screen.findByRole('row', { name: /#1042/ });
    expect(row).toHaveTextContent('99199+100');
    expect(screen.getByText('+9,007')).toBeInTheDocument();
    expect(sent).toEqual([{ settings: { ...programme().settings, includeShipping: true } }]);
    await user.click(screen.getByRole('switch', { name: 'Tips' }));
    expect(screen.getByText('The settings changed since this preview.')).toBeInTheDocument();
  });

  it('is honest when there is nothing to try it on', async () => {
    server.use(answer('post', '/programme/preview', preview({ orders: 0, before: 0, after: 0, contacts: 0, samples: [] })));
    const { user } = await open('/programme');
    await user.click(await screen.findByRole('button', { name: 'Preview' }));
    expect(await screen.findByText('There are no paid orders to try this on yet.')).toBeInTheDocument();
  });

  it('says when nothing would change, and when it failed', async () => {
    server.use(answer('post', '/programme/preview', preview({ after: 9_204, contacts: 0, samples: [] })));
    const { user } = await open('/programme');
    await user.click(await screen.findByRole('button', { name: 'Preview' }));
    expect(await screen.findByText('No order would earn differently.')).toBeInTheDocument();
    server.use(refuse('post', '/programme/preview', 503, 'unavailable'));
    await user.click(screen.getByRole('button', { name: 'Preview' }));
    expect(await screen.findByText(/cannot answer right now/)).toBeInTheDocument();
  });
});

describe('the states of the page', () => {
  it('tells that it loads', async () => {
    server.use(never('get', '/programme'));
    await open('/programme');
    expect(await screen.findByText('Loading')).toBeInTheDocument();
  });

  it('names the request that failed and tries again', async () => {
    server.use(refuse('get', '/kinds', 500, 'internal'));
    const { user } = await open('/programme');
    expect(await screen.findByText('Request req-42')).toBeInTheDocument();
    server.use(answer('get', '/kinds', kinds()));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('button', { name: 'Add a rule' })).toBeInTheDocument();
  });

  it('has no accessibility faults; the browser looks at it in every language', async () => {
    const language = 'en';
    const { container } = await open('/programme', language);
    await waitFor(() => expect(container.querySelectorAll('h3')).toHaveLength(2));
    expect(await faults(container)).toEqual([]);
  });
});
