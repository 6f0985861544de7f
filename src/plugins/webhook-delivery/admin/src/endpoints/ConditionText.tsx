import type { Endpoint } from '../../../shared/answers';
import { useTexts } from '../texts';
import { conditionOf } from './condition';
import { Sentence } from './Sentence';

/** What the condition of an endpoint means, if it is not a good one. */
export const ConditionText = ({ endpoint }: { endpoint: Endpoint }) => {
  const { t, moment, relative } = useTexts();
  const condition = conditionOf(endpoint);
  if ('since' in condition) {
    const { kind, since } = condition;
    const values = { exact: moment(since), relative: relative(since) };
    return <Sentence>{t(`condition.${kind}.about`, values)}</Sentence>;
  }
  const { kind } = condition;
  if (kind === 'ready' || kind === 'working') return null;
  return <Sentence>{t(`condition.${kind}.about`)}</Sentence>;
};
