// A user's own layers, losses and ops. Every number is checked against a formula or against the layer that it should equal; the program
// stops with an error when one is wrong.

import Martlet

manualSeed(0)
showCenteredLayer()
showMyLinear()
showSwitchableNorm()
showFocalLoss()
showSymmetricCrossEntropy()
showRegularization()
showOwnFunction()
showConvolutions()
print("all numbers are right")
