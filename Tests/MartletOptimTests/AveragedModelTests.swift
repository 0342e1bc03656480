import Martlet
import MartletTestSupport
import Testing

/// Averaged weights: PyTorch's numbers, printed by Tests/Reference/averaged_model.py.
@Suite struct AveragedModelTests {
  private func average(_ model: Linear, _ averaged: AveragedModel<Linear>) -> Double {
    for value in [1.0, 2, 4, 8] {
      noGrad { model.weight.fill_(value) }
      averaged.updateParameters(model)
    }
    return averaged.module.weight.item()
  }

  @Test func meansAndMovingAverages() {
    let model = Linear(1, 1, bias: false).double()
    let swa = AveragedModel(model), ema = AveragedModel(model, multiAvgFn: getEmaMultiAvgFn(decay: 0.9))
    #expect(abs(average(model, swa) - 3.75) < 1e-12)
    #expect(abs(average(model, ema) - 2.0509999999999997) < 1e-12)
    #expect(abs(average(model, AveragedModel(model, avgFn: getEmaAvgFn(decay: 0.9))) - 2.0509999999999997) < 1e-12)
    #expect(abs(average(model, AveragedModel(model, avgFn: getSwaAvgFn())) - 3.75) < 1e-12)
    #expect(swa.nAveraged.item() == 4 && swa.stateDict().names == ["n_averaged", "module.weight"])
    #expect(model.weight.item() == 8)  // the model keeps its own
    #expect(swa(Tensor([[2.0]], dtype: .float64)).item() == 7.5)
  }

  @Test func batchNormsGetNewStatistics() {
    let net = Sequential(BatchNorm1d(2))
    let x = Tensor.arange(6).float().view(3, 2)
    let norm = net[0] as! BatchNorm1d
    _ = net(x * 100)
    updateBN([x, x * -2 + 1], net)
    #expect(norm.runningMean!.allClose(Tensor([-0.5, -1.0])) && norm.runningVar!.allClose(Tensor([10.0, 10.0])))
    #expect(norm.numBatchesTracked!.item() == 2 && norm.momentum == 0.1)
    updateBN([(x, x), (x * -2 + 1, x)], net)
    #expect(norm.runningMean!.allClose(Tensor([-0.5, -1.0])))
  }

  @Test(arguments: [
    (SWALR.AnnealStrategy.cos, [1.0, 0.882842712474619, 0.6, 0.317157287525381, 0.2, 0.2]), (.linear, [1.0, 0.8, 0.6, 0.4, 0.2, 0.2]),
  ])
  func ratesGoToSwaLr(_ strategy: SWALR.AnnealStrategy, _ rates: [Double]) {
    let scheduler = SWALR(SGD([Tensor([1.0], requiresGrad: true)], lr: 1), swaLr: 0.2, annealEpochs: 4, annealStrategy: strategy)
    for (t, rate) in rates.enumerated() {
      if t > 0 { scheduler.step() }
      #expect(abs(scheduler.getLastLR()[0] - rate) < 1e-12)
    }
  }
}
