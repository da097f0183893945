import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { Note } from '../../ui/Note';
import { Problem } from '../../ui/Problem';
import { useRecheck } from './api';

/** Why nothing is written for this contact, and the way out. */
export function HaltedNote({ id, reason }: { id: string; reason: string }) {
  const { t } = useTranslation('contacts');
  const recheck = useRecheck(id);
  const check = () =>
    recheck.mutate(undefined, {
      onSuccess: ({ halted }) => notifications.show({ message: t(halted ? 'card.stillHalted' : 'card.rechecked') }),
    });
  return (
    <Note
      tone="bad"
      title={t('card.halted')}
      action={
        <Button variant="default" loading={recheck.isPending} onClick={check}>
          {t('card.recheck')}
        </Button>
      }
    >
      {t('card.haltedText', { reason })}
      {recheck.isError && <Problem inline error={recheck.error} />}
    </Note>
  );
}
