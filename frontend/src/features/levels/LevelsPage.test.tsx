import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { ladder } from '../../test/factories';
import { open } from '../../test/render';
import { answer, refuse, server } from '../../test/server';

describe('the levels', () => {
  it('show who stands where, are tried on contacts and saved as a version', async () => {
    let sent: unknown;
    server.use(
      http.put('*/api/admin/levels', async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(ladder({ version: 3 }));
      }),
    );
    const { user, container } = await open('/levels');
    const bars = await screen.findByRole('list', { name: 'Members per level' });
    expect(within(bars).getAllByRole('listitem').map((i) => i.textContent)).toEqual(['Gold3', 'Silver12']);
    expect(await faults(container)).toEqual([]);
    const gold = screen.getByRole('group', { name: 'Gold' });
    await user.clear(within(gold).getByLabelText('Amount needed'));
    await user.type(within(gold).getByLabelText('Amount needed'), '900');
    await user.click(screen.getByRole('button', { name: 'Try on contacts' }));
    expect(await screen.findByText('2 members: Silver → Gold')).toBeInTheDocument();
    expect(screen.getByText('Entering brings 400 points at once.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/Version 3 is saved/)).toBeInTheDocument();
    expect(sent).toMatchObject({ baseVersion: 2, settings: { levels: [{ id: 'silver' }, { id: 'gold', rules: [{ params: { amount: '900' } }] }] } });
  });

  it('begin with nothing, and say at the field what is wrong', async () => {
    server.use(
      answer('get', '/levels', { ...ladder({ version: 0, history: [], counts: [] }), settings: undefined }),
      refuse('put', '/levels', 422, 'invalid', [{ location: 'body.settings.levels[0].colour', message: 'must be a colour such as #8a6d3b' }]),
    );
    const { user } = await open('/levels', 'ja');
    expect(await screen.findByText('ランクはまだありません')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'ランクを追加' }));
    await user.click(screen.getByRole('button', { name: '保存' }));
    expect(await screen.findByText('少なくとも1つの言語で名前を入力してください。')).toBeInTheDocument();
    await user.type(screen.getByLabelText('名前（日本語）'), '銀');
    await user.click(screen.getByRole('button', { name: '保存' }));
    expect(await screen.findByText('must be a colour such as #8a6d3b')).toBeInTheDocument();
  });

  it('are not lost by a link before they are saved', async () => {
    const { user } = await open('/levels');
    await user.click(await screen.findByRole('button', { name: 'Add a level' }));
    await user.click(screen.getByRole('link', { name: 'Contacts' }));
    await user.click(await screen.findByRole('button', { name: 'Stay' }));
    expect(screen.getByRole('heading', { name: 'Levels', level: 1 })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Discard changes' }));
    await user.click(screen.getByRole('link', { name: 'Contacts' }));
    expect(await screen.findByRole('heading', { name: 'Contacts', level: 1 })).toBeInTheDocument();
  });

  it('are told on the card with every change and its reason', async () => {
    await open('/contacts/c-7?tab=level');
    expect(await screen.findByText('$650.00 to go until Gold')).toBeInTheDocument();
    expect(screen.getByText(/Refund on #1042/)).toBeInTheDocument();
    expect(screen.getByText('Gold → Silver')).toBeInTheDocument();
    expect(screen.getByText(/Lasts until Jan 1, 2028/)).toBeInTheDocument();
    expect(screen.getByText(/Counted then: \$350\.00 spent, 350 points, and 1 order$/)).toBeInTheDocument();
    expect(screen.getByText(/Counted then: \$1,100\.00 spent, 1,100 points, 2 orders, and 3 visits$/)).toBeInTheDocument();
  });
});
