// `import Martlet` is enough: everything below is re-exported.
@_exported import MartletCore
@_exported import MartletData
@_exported import MartletFiles
@_exported import MartletNN
@_exported import MartletOptim
@_exported import MartletTraining
@_exported import MartletVision
