import { Badge, Box, Flex, Typography } from '@strapi/design-system';
import { Link } from 'react-router-dom';
import { styled } from 'styled-components';
import type { Endpoint, State } from '../api';
import { writeView } from '../deliveries/view';
import { useTexts } from '../texts';
import { conditionOf, type Condition } from './condition';
import { RotateSecret, ShowSecret } from './secrets';
import { SendAllSince } from './SendAllSince';
import { SendTest } from './SendTest';

const variants = {
  ready: 'secondary',
  working: 'success',
  failing: 'danger',
  givenUp: 'danger',
  gone: 'danger',
  off: 'neutral',
} as const satisfies Record<Condition['kind'], string>;

const Item = styled(Box)`
  & + & {
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
  }
`;

const CountLink = styled(Link)`
  color: ${({ theme }) => theme.colors.primary600};
  font-size: 1.4rem;
  line-height: 2rem;
  &:not(:hover, :focus-visible) {
    text-decoration: none;
  }
`;

const ConditionText = ({ endpoint }: { endpoint: Endpoint }) => {
  const { t, moment, relative } = useTexts();
  const condition = conditionOf(endpoint);
  if (!('since' in condition)) return condition.kind === 'off' ? <>{t('condition.off.about')}</> : null;
  const { kind, since } = condition;
  return <>{t(`condition.${kind}.about`, { exact: moment(since), relative: relative(since) })}</>;
};

/** How many there are of each; each leads to them. */
const Counts = ({ endpoint }: { endpoint: Endpoint }) => {
  const { t, relative } = useTexts();
  const toList = (state: State) => ({
    search: writeView({ endpoint: endpoint.id, state }).toString(),
    hash: '#deliveries',
  });
  const { pending, delivered, failed, oldestPendingAt } = endpoint;
  return (
    <Flex gap={4} wrap="wrap" paddingTop={2}>
      <CountLink to={toList('pending')}>
        {oldestPendingAt
          ? t('count.pendingSince', { count: pending, oldest: relative(oldestPendingAt) })
          : t('count.pending', { count: pending })}
      </CountLink>
      <CountLink to={toList('delivered')}>{t('count.delivered', { count: delivered })}</CountLink>
      <CountLink to={toList('failed')}>{t('count.failed', { count: failed })}</CountLink>
    </Flex>
  );
};

interface Props {
  readonly endpoint: Endpoint;
  readonly rotationHours: number;
  readonly canSend: boolean;
  readonly canSecrets: boolean;
  readonly onChange: () => void;
}

export const EndpointItem = ({ endpoint, rotationHours, canSend, canSecrets, onChange }: Props) => {
  const { t, moment } = useTexts();
  const { name, url, formerSecretUntil } = endpoint;
  const { kind } = conditionOf(endpoint);
  const isRotating = formerSecretUntil !== null && Date.parse(formerSecretUntil) > Date.now();
  return (
    <Item tag="article" aria-label={name} padding={{ initial: 4, medium: 5 }}>
      <Flex justifyContent="space-between" alignItems="flex-start" gap={4} wrap="wrap">
        <Box flex="1 1 36rem" minWidth={0}>
          <Flex gap={3} wrap="wrap">
            <Typography tag="h3" variant="omega" fontWeight="bold" textColor="neutral800">
              {name}
            </Typography>
            <Badge variant={variants[kind]}>{t(`condition.${kind}`)}</Badge>
          </Flex>
          <Typography tag="p" textColor="neutral600" paddingTop={1} style={{ overflowWrap: 'anywhere' }}>
            {url}
          </Typography>
          <Typography tag="p" variant="pi" textColor="neutral800">
            <ConditionText endpoint={endpoint} />
          </Typography>
          {isRotating && (
            <Typography tag="p" variant="pi" textColor="neutral800">
              {t('secret.rotating', { until: moment(formerSecretUntil) })}
            </Typography>
          )}
          <Counts endpoint={endpoint} />
        </Box>
        <Flex gap={2} wrap="wrap">
          {canSend && <SendTest endpoint={endpoint} />}
          {canSend && <SendAllSince endpoint={endpoint} onChange={onChange} />}
          {canSecrets && !endpoint.isSecretShown && <ShowSecret endpoint={endpoint} onChange={onChange} />}
          {canSecrets && (
            <RotateSecret endpoint={endpoint} rotationHours={rotationHours} onChange={onChange} />
          )}
        </Flex>
      </Flex>
    </Item>
  );
};
