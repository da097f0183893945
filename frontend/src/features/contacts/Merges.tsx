import { Button, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Merge } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Problem } from '../../ui/Problem';
import { useStaff } from '../../ui/useStaff';
import { undoPreviewQuery, useUndoMerge } from './api';
import classes from './Contact.module.css';
import { UndoTable } from './UndoTable';

/** Merges by hand, and how long each can be undone. */
export function Merges({ id, merges }: { id: string; merges: Merge[] }) {
  const { t } = useTranslation('contacts');
  const f = useFormat();
  const staff = useStaff();
  const [undoing, setUndoing] = useState<Merge>();
  if (merges.length === 0) return null;
  return (
    <>
      <h3 className={classes.subhead}>{t('merge.merges')}</h3>
      <ul className={classes.choices}>
        {merges.map((m) => (
          <li key={m.id} className={classes.item}>
            <div>{t(m.into === id ? 'merge.from' : 'merge.into', { other: m.other || t('noName'), who: staff(m.actor), date: f.date(m.at) })}</div>
            {m.note && <div className="muted small">{m.note}</div>}
            <div className="muted small">
              {m.state === 'merged' && m.until && t('merge.until', { date: f.date(m.until) })}
              {m.state === 'undone' && m.endedAt && t('merge.undone', { who: staff(m.undoneBy ?? ''), date: f.date(m.endedAt) })}
              {m.state === 'final' && t('merge.final')}
            </div>
            {m.state === 'merged' && (
              <Button variant="default" size="xs" onClick={() => setUndoing(m)}>
                {t('merge.undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Undo id={id} merge={undoing} onClose={() => setUndoing(undefined)} />
    </>
  );
}

function Undo({ id, merge, onClose }: { id: string; merge: Merge | undefined; onClose: () => void }) {
  const { t } = useTranslation(['contacts', 'common']);
  const undo = useUndoMerge(id);
  const preview = useQuery({ ...undoPreviewQuery(id, merge?.id ?? ''), enabled: Boolean(merge) });
  const submit = () =>
    merge &&
    undo.mutate(merge.id, {
      onSuccess: () => {
        notifications.show({ message: t('merge.undoDone') });
        onClose();
      },
    });
  return (
    <Modal opened={Boolean(merge)} onClose={onClose} title={t('merge.undoTitle')} size="lg" closeButtonProps={{ 'aria-label': t('common:close') }}>
      <div className={classes.form}>
        <p>{t('merge.undoText')}</p>
        {preview.isError && <Problem inline error={preview.error} />}
        {preview.data && <UndoTable preview={preview.data} />}
        {undo.isError && <Problem inline error={undo.error} />}
        <div className={classes.formFoot}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button loading={undo.isPending} onClick={submit} data-autofocus>
            {t('merge.undoTitle')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
