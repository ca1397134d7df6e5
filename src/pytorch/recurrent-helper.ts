/** A recurrent layer in PyTorch with ONNX's order of gates (i o f c, z r h) and its weights in one tensor each. */
export const recurrentHelper = `class Recurrent(nn.Module):
    """LSTM, GRU or RNN over (batch, steps, features); the gates lie in ONNX's order: i o f c, z r h."""

    def __init__(self, cell, features, hidden, direction="forward", bias=True, reset_after=False, final_cell=False):
        super().__init__()
        self.cell, self.hidden, self.direction = cell, hidden, direction
        self.reset_after, self.final_cell = reset_after, final_cell
        rows = {"lstm": 4, "gru": 3, "rnn": 1, "rnnRelu": 1}[cell] * hidden
        directions = 2 if direction == "both" else 1
        bound = hidden**-0.5
        self.weight = nn.Parameter(torch.empty(directions, rows, features).uniform_(-bound, bound))
        self.recurrent = nn.Parameter(torch.empty(directions, rows, hidden).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(directions, 2 * rows).uniform_(-bound, bound)) if bias else None

    def step(self, x, h, c, recurrent, bias):
        if self.cell == "gru" and not self.reset_after:
            gates = self.hidden * 2
            z, r = torch.sigmoid(x[:, :gates] + F.linear(h, recurrent[:gates], bias[:gates])).chunk(2, 1)
            n = torch.tanh(x[:, gates:] + F.linear(r * h, recurrent[gates:], bias[gates:]))
            return (1 - z) * n + z * h, c
        y = F.linear(h, recurrent, bias)
        if self.cell == "lstm":
            i, o, f, g = (x + y).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            return torch.sigmoid(o) * torch.tanh(c), c
        if self.cell == "gru":
            (xz, xr, xn), (yz, yr, yn) = x.chunk(3, 1), y.chunk(3, 1)
            z = torch.sigmoid(xz + yz)
            return (1 - z) * torch.tanh(xn + torch.sigmoid(xr + yr) * yn) + z * h, c
        return (torch.tanh(x + y) if self.cell == "rnn" else F.relu(x + y)), c

    def forward(self, x, h=None, c=None):
        outputs, cells = [], []
        for d in range(self.weight.shape[0]):
            part = slice(d * self.hidden, (d + 1) * self.hidden)
            zeros = x.new_zeros(x.shape[0], self.hidden)
            hidden, cell = (zeros if h is None else h[:, part]), (zeros if c is None else c[:, part])
            bias = x.new_zeros(2 * self.weight.shape[1]) if self.bias is None else self.bias[d]
            own, other = bias.chunk(2)
            inputs = F.linear(x, self.weight[d], own)
            steps = range(x.shape[1])
            states = [None] * x.shape[1]
            for t in reversed(steps) if self.direction == "reverse" or d == 1 else steps:
                hidden, cell = self.step(inputs[:, t], hidden, cell, self.recurrent[d], other)
                states[t] = hidden
            outputs.append(torch.stack(states, 1))
            cells.append(cell.unsqueeze(1))
        y = torch.cat(outputs, 2)
        return torch.cat([y, torch.cat(cells, 2)], 1) if self.final_cell else y`;
