import { Box, Flex, Typography } from '@strapi/design-system';
import { Link } from 'react-router-dom';
import { styled } from 'styled-components';
import type { Endpoint, Offered } from '../api';
import { Badge } from '../Badge';
import { writeView } from '../deliveries/view';
import type { State } from '../states';
import { useTexts } from '../texts';
import { conditionOf, type Condition } from './condition';
import { Held } from './Held';
import { ScopeText, SetScope } from './Scope';
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
  uncertain: 'danger',
  lost: 'danger',
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

const Sentence = ({ children }: { children: string }) => (
  <Typography tag="p" variant="pi" textColor="neutral800" paddingTop={2}>
    {children}
  </Typography>
);

const ConditionText = ({ endpoint }: { endpoint: Endpoint }) => {
  const { t, moment, relative } = useTexts();
  const condition = conditionOf(endpoint);
  const { kind } = condition;
  if (kind === 'off' || kind === 'uncertain' || kind === 'lost') {
    return <Sentence>{t(`condition.${kind}.about`)}</Sentence>;
  }
  if (!('since' in condition)) return null;
  const { since } = condition;
  const about = t(`condition.${condition.kind}.about`, { exact: moment(since), relative: relative(since) });
  return <Sentence>{about}</Sentence>;
};

interface CountProps {
  readonly endpoint: Endpoint;
  readonly state: State;
  readonly count: number;
  readonly children: string;
}

/** Leads to what it counts, where there is something. */
const Count = ({ endpoint, state, count, children }: CountProps) => {
  if (count === 0) return <Typography textColor="neutral600">{children}</Typography>;
  const search = writeView({ endpoint: endpoint.id, state }).toString();
  return <CountLink to={{ search, hash: '#deliveries' }}>{children}</CountLink>;
};

const Counts = ({ endpoint }: { endpoint: Endpoint }) => {
  const { t, relative } = useTexts();
  const { pending, delivered, failed, oldestPendingAt } = endpoint;
  return (
    <Flex gap={4} wrap="wrap" paddingTop={2}>
      <Count endpoint={endpoint} state="pending" count={pending}>
        {oldestPendingAt
          ? t('count.pendingSince', { count: pending, oldest: relative(oldestPendingAt) })
          : t('count.pending', { count: pending })}
      </Count>
      <Count endpoint={endpoint} state="delivered" count={delivered}>
        {t('count.delivered', { count: delivered })}
      </Count>
      <Count endpoint={endpoint} state="failed" count={failed}>
        {t('count.failed', { count: failed })}
      </Count>
    </Flex>
  );
};

interface Props {
  readonly endpoint: Endpoint;
  readonly rotationHours: number;
  readonly canSend: boolean;
  readonly canSecrets: boolean;
  readonly canConfigure: boolean;
  readonly offered: Offered;
  readonly onChange: () => void;
}

/** What somebody may do with it. An endpoint without a webhook has nowhere to send to. */
const Actions = ({
  endpoint,
  rotationHours,
  offered,
  canSend,
  canSecrets,
  canConfigure,
  onChange,
}: Props) => {
  const common = { endpoint, onChange };
  const held = canSend && endpoint.heldBecause && <Held {...common} />;
  return (
    <Flex gap={2} wrap="wrap">
      {held}
      {endpoint.heldBecause !== 'lost' && (
        <>
          {canConfigure && <SetScope {...common} offered={offered} />}
          {canSend && <SendTest endpoint={endpoint} />}
          {canSend && <SendAllSince {...common} />}
          {canSecrets && <ShowSecret {...common} />}
          {canSecrets && <RotateSecret {...common} rotationHours={rotationHours} />}
        </>
      )}
    </Flex>
  );
};

export const EndpointItem = (props: Props) => {
  const { endpoint, offered } = props;
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
          <ConditionText endpoint={endpoint} />
          <ScopeText scope={endpoint.scope} offered={offered} />
          {isRotating && <Sentence>{t('secret.rotating', { until: moment(formerSecretUntil) })}</Sentence>}
          <Counts endpoint={endpoint} />
        </Box>
        <Actions {...props} />
      </Flex>
    </Item>
  );
};
