import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Waiting as Entry } from '../../api/appointments';
import { Problem } from '../../ui/Problem';
import { useRemoveWaiting, waitlistQuery } from './api';
import type { Clock } from './useClock';
import classes from './Calendar.module.css';

interface WaitingProps {
  from: string;
  to: string;
  service: string;
  clock: Clock;
}

/** How many people wait for the days that are shown, and who they are. */
export function Waiting({ from, to, service, clock }: WaitingProps) {
  const { t } = useTranslation(['calendar', 'common']);
  const [opened, setOpened] = useState(false);
  const items = useQuery(waitlistQuery({ from, to, service: service || undefined })).data ?? [];
  const remove = useRemoveWaiting();
  if (items.length === 0 && !opened) return null;
  const title = t('waiting.title', { count: items.length });
  return (
    <div className={classes.waiting}>
      <span>{title}</span>
      <Button variant="subtle" size="compact-sm" onClick={() => setOpened(true)}>
        {t('waiting.show')}
      </Button>
      {opened && (
        <Modal opened onClose={() => setOpened(false)} title={title} closeButtonProps={{ 'aria-label': t('common:close') }}>
          {remove.isError && <Problem error={remove.error} />}
          <ul className={classes.people}>
            {items.map((entry) => (
              <Who key={entry.id} entry={entry} clock={clock} busy={remove.isPending} onRemove={() => remove.mutate(entry.id)} />
            ))}
          </ul>
        </Modal>
      )}
    </div>
  );
}

function Who({ entry, clock, busy, onRemove }: { entry: Entry; clock: Clock; busy: boolean; onRemove: () => void }) {
  const { t } = useTranslation('calendar');
  const name = entry.name || entry.email || entry.phone || t('nameless');
  const days = entry.from === entry.to ? clock.day(entry.from) : clock.days(entry.from, entry.to);
  const wish = [days, t(`waiting.${entry.part || 'anyTime'}`), t('seats', { count: entry.party })].join(' · ');
  const { start, until } = entry;
  return (
    <li className={classes.waiter}>
      <div>
        <strong>{name}</strong> · {entry.title}
        <p className="muted">
          {start && until ? t('waiting.offered', { when: clock.dateTime(Date.parse(start)), until: clock.dateTime(Date.parse(until)) }) : wish}
        </p>
      </div>
      <Button variant="default" size="compact-sm" disabled={busy} aria-label={t('waiting.removeOne', { name })} onClick={onRemove}>
        {t('waiting.remove')}
      </Button>
    </li>
  );
}
