import { Button, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../api/appointments';
import { Problem } from '../../ui/Problem';
import { useSetNote } from './api';
import classes from './Calendar.module.css';

const lengthMax = 2000;

/** What staff want to remember of a booking; shoppers do not see it. */
export function BookingNote({ item }: { item: Appointment }) {
  const { t } = useTranslation('calendar');
  const [note, setNote] = useState(item.note);
  const save = useSetNote(item.id);
  const changed = note.trim() !== item.note;
  return (
    <form
      className={classes.note}
      onSubmit={(e) => {
        e.preventDefault();
        save.mutate({ base: item.version, note: note.trim() }, { onSuccess: () => notifications.show({ message: t('note.saved') }) });
      }}
    >
      <Textarea label={t('field.note')} description={t('note.help')} autosize minRows={2} maxRows={8} maxLength={lengthMax} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
      {save.isError && <Problem inline error={save.error} />}
      {changed && (
        <Button type="submit" variant="default" loading={save.isPending}>
          {t('note.save')}
        </Button>
      )}
    </form>
  );
}
