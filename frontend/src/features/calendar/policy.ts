import type { Step } from '../../api/appointments';

const hourMs = 3_600_000;

/** What a policy gives back to a shopper who cancels now: that of the first step
 * for which there is time enough, rounded half up in the smallest unit. */
export function refundNow(policy: Step[], paidMinor: number, start: number, now: number): number {
  const step = policy.find(({ hoursBefore }) => start - now >= hoursBefore * hourMs);
  return step ? Math.floor((paidMinor * step.percent + 50) / 100) : 0;
}
