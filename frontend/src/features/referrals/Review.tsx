import { Button, Modal, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import { useFormat } from '../../ui/format';
import { Problem } from '../../ui/Problem';
import { useStaff } from '../../ui/useStaff';
import { noteMax, type Referral, useJudge, type Verdict } from './api';
import classes from './Referrals.module.css';

/** The signs of a household, what staff made of them, and what they can do. */
export function Review({ referral: r }: { referral: Referral }) {
  const { t } = useTranslation('referrals');
  const f = useFormat();
  const staff = useStaff();
  const [verdict, setVerdict] = useState<Verdict>();
  const last = r.judgements.at(-1)?.verdict;
  if (r.signs.length === 0 && !last) return null;
  return (
    <div className={classes.review}>
      <ul>
        {r.signs.map((sign) => (
          <li key={sign} className="small">
            {t(`sign.${sign}`)}
          </li>
        ))}
        {r.judgements.map((j) => (
          <li key={j.at} className="muted small">
            {t(`judged.${j.verdict}`, { who: staff(j.actor), date: f.date(j.at) })}
            {j.note && `: ${j.note}`}
          </li>
        ))}
      </ul>
      {r.friend && (r.toReview || last) && (
        <div className={classes.verdicts}>
          {last !== 'approved' && (
            <Button variant="default" size="xs" onClick={() => setVerdict('approved')}>
              {t('review.approved')}
            </Button>
          )}
          {last !== 'taken_back' && (
            <Button variant="default" size="xs" onClick={() => setVerdict('taken_back')}>
              {t('review.taken_back')}
            </Button>
          )}
        </div>
      )}
      <Judge referral={r} verdict={verdict} onClose={() => setVerdict(undefined)} />
    </div>
  );
}

function Judge({ referral, verdict, onClose }: { referral: Referral; verdict: Verdict | undefined; onClose: () => void }) {
  const { t } = useTranslation(['referrals', 'common']);
  return (
    <Modal opened={Boolean(verdict)} onClose={onClose} title={verdict && t(`review.head.${verdict}`)} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {verdict && <JudgeForm referral={referral} verdict={verdict} onClose={onClose} />}
    </Modal>
  );
}

function JudgeForm({ referral, verdict, onClose }: { referral: Referral; verdict: Verdict; onClose: () => void }) {
  const { t } = useTranslation(['referrals', 'common']);
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const judge = useJudge(referral.id);
  const refused = judge.isError ? formErrors(asApiError(judge.error)) : {};
  const submit = () => {
    if (verdict === 'taken_back' && !note.trim()) {
      setMissing(true);
      return;
    }
    judge.mutate(
      { verdict, note: note.trim() },
      {
        onSuccess: () => {
          notifications.show({ message: t(`review.done.${verdict}`) });
          onClose();
        },
      },
    );
  };
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
    >
      <p>{t(`review.text.${verdict}`)}</p>
      <Textarea
        label={t(verdict === 'approved' ? 'review.noteIfAny' : 'review.note')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={noteMax}
        data-autofocus
        value={note}
        onChange={(e) => setNote(e.currentTarget.value)}
        error={missing && !note.trim() ? t('common:form.required') : refused.note}
      />
      {judge.isError && !refused.note && <Problem inline error={judge.error} />}
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={judge.isPending}>
          {t(`review.head.${verdict}`)}
        </Button>
      </div>
    </form>
  );
}
