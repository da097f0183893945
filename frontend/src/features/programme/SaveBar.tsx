import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError } from '../../api/errors';
import { Note } from '../../ui/Note';
import { Problem } from '../../ui/Problem';
import type { useSaveProgramme } from './api';
import classes from './Programme.module.css';

const noteLengthMax = 200;

interface SaveBarProps {
  save: ReturnType<typeof useSaveProgramme>;
  /** Some field shows a message, so saving would be refused. */
  faulty: boolean;
  onSave: (note: string) => void;
  onDiscard: () => void;
  onReload: () => void;
}

/** Appears with the first change and stays in sight until it is saved or discarded. */
export function SaveBar({ save, faulty, onSave, onDiscard, onReload }: SaveBarProps) {
  const { t } = useTranslation('programme');
  const [note, setNote] = useState('');
  const error = save.isError ? asApiError(save.error) : undefined;
  return (
    <div className={classes.saveBar} role="region" aria-label={t('save.unsaved')}>
      {error?.code === 'conflict' && (
        <Note
          tone="warn"
          title={t('save.conflictTitle')}
          action={
            <Button variant="default" onClick={onReload}>
              {t('save.load')}
            </Button>
          }
        >
          {t('save.conflictText')}
        </Note>
      )}
      {error && error.code !== 'conflict' && error.fields.length === 0 && <Problem inline error={error} />}
      {faulty && (
        <p role="alert" className="bad">
          {t('save.fix')}
        </p>
      )}
      <div className={classes.saveRow}>
        <strong>{t('save.unsaved')}</strong>
        <TextInput
          className={classes.saveNote}
          aria-label={t('save.note')}
          placeholder={t('save.note')}
          maxLength={noteLengthMax}
          value={note}
          onChange={(e) => setNote(e.currentTarget.value)}
        />
        <span className={classes.saveButtons}>
          <Button variant="default" onClick={onDiscard} disabled={save.isPending}>
            {t('save.discard')}
          </Button>
          <Button onClick={() => onSave(note.trim())} loading={save.isPending}>
            {t('save.save')}
          </Button>
        </span>
      </div>
    </div>
  );
}
