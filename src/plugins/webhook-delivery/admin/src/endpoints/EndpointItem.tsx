import { Box, Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { Endpoint, ScopeOptions } from '../../../shared/answers';
import { Badge } from '../components/Badge';
import { useTexts } from '../texts';
import { conditionOf, type Condition } from './condition';
import { ConditionText } from './ConditionText';
import { Counts } from './Counts';
import { DecideDialog } from './DecideDialog';
import { ScopeDialog } from './ScopeDialog';
import { ScopeText } from './ScopeText';
import { RotateSecret, ShowSecret } from './secret-actions';
import { SendAllSince } from './SendAllSince';
import { SendTest } from './SendTest';
import { Sentence } from './Sentence';

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

interface Props {
  readonly endpoint: Endpoint;
  readonly rotationHours: number;
  readonly canSend: boolean;
  readonly canSecrets: boolean;
  readonly canConfigure: boolean;
  readonly offered: ScopeOptions;
  readonly onChange: () => void;
}

/** The buttons that the role allows. An endpoint that has lost its webhook can only be decided about. */
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
  return (
    <Flex gap={2} wrap="wrap">
      {canSend && endpoint.heldBecause && <DecideDialog {...common} />}
      {endpoint.heldBecause !== 'lost' && (
        <>
          {canConfigure && <ScopeDialog {...common} offered={offered} />}
          {canSend && <SendTest endpoint={endpoint} />}
          {canSend && <SendAllSince {...common} />}
          {canSecrets && <ShowSecret {...common} />}
          {canSecrets && <RotateSecret {...common} rotationHours={rotationHours} />}
        </>
      )}
    </Flex>
  );
};

/** One endpoint: its condition, its scope, its numbers, and its buttons. */
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
